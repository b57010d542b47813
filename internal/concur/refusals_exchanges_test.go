package concur

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// refusedCall is a call that Concur refuses, with what is to be made of it.
type refusedCall struct {
	exchange string
	kind     auth.Kind
	call     func(context.Context, *Session) error
	status   int
	message  string
}

func TestRefusalsAreToldInConcursWords(t *testing.T) {
	t.Parallel()
	var all []refusedCall
	all = append(all, refusedReads()...)
	all = append(all, refusedExceptions()...)
	all = append(all, refusedWrites()...)
	all = append(all, refusedV3()...)
	for _, c := range all {
		t.Run(c.exchange, func(t *testing.T) {
			t.Parallel()
			refused := refusalOf(t, c.call(t.Context(), playing(t, c.kind, c.exchange)))
			assert.Equal(t, Refused, refused.Fault)
			assert.Equal(t, c.status, refused.Status)
			assert.Equal(t, says(c.message), refused.Error())
			assert.Equal(t, "nothing_changed", refused.WhatChanged())
			assert.NotEmpty(t, refused.NextStep())
		})
	}
}

func refusedReads() []refusedCall {
	return []refusedCall{
		{"profile_get_me/scope_missing", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.Me(ctx)
			return err
		}, http.StatusForbidden, "Concur answered 403 (forbidden) without a reason"},
		{"identity_search_users/bad_filter", auth.Company, func(ctx context.Context, s *Session) error {
			_, err := s.FindUser(ctx, "tom.berg@example.com")
			return err
		}, http.StatusBadRequest, "The filter could not be parsed"},
		{"identity_get_user/unknown", auth.Company, func(ctx context.Context, s *Session) error {
			_, err := s.LoginOf(ctx, tom)
			return err
		}, http.StatusNotFound, "Resource " + tom + " not found"},
		{"expense_config_list_policies/scope_missing", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.Policies(ctx, "")
			return err
		}, http.StatusForbidden, "User does not have permission"},
		{"expense_config_list_expense_types/unknown_policy", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.ExpenseTypes(ctx, "", nordic)
			return err
		}, http.StatusNotFound, "Policy not found"},
		{"expense_config_list_payment_types/refused", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.PaymentTypes(ctx, "")
			return err
		}, http.StatusForbidden, "User does not have permission"},
		{"get_reports_to_approve/no_approver", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.ReportsToApprove(ctx, "", QueueOrder{})
			return err
		}, http.StatusForbidden, "User has no approver role"},
		{"list_expenses/of_somebody_else", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.ListExpenses(ctx, Subject{}, reportID)
			return err
		}, http.StatusForbidden, "User may not access this report"},
	}
}

func refusedExceptions() []refusedCall {
	const allocation = "A6B3F0C2D1E54987A0C4B5E6F7081923"
	onReport := func(ctx context.Context, s *Session) error {
		_, err := s.ReportExceptions(ctx, Subject{}, reportID, false)
		return err
	}
	onExpense := func(ctx context.Context, s *Session) error {
		_, err := s.ExpenseExceptions(ctx, Subject{}, reportID, dinnerID)
		return err
	}
	onAllocation := func(ctx context.Context, s *Session) error {
		_, err := s.AllocationExceptions(ctx, Subject{}, reportID, dinnerID, allocation)
		return err
	}
	return []refusedCall{
		{"get_report_exceptions/not_found", auth.User, onReport, http.StatusNotFound, "reportId not found"},
		{"get_report_exceptions_company/not_found", auth.Company, onReport, http.StatusNotFound, "reportId not found"},
		{"get_expense_exceptions/not_found", auth.User, onExpense, http.StatusNotFound, "expenseId not found"},
		{"get_expense_exceptions_company/not_found", auth.Company, onExpense, http.StatusNotFound, "expenseId not found"},
		{"get_allocation_exceptions/not_found", auth.User, onAllocation, http.StatusNotFound, "allocationId not found"},
		{"get_allocation_exceptions_company/not_found", auth.Company, onAllocation, http.StatusNotFound, "allocationId not found"},
	}
}

func refusedWrites() []refusedCall {
	purpose, none, down := Clearable("Customer workshop (2 days)"), Clearable(""), true
	dinner, rejected, paper := "Team dinner", false, true
	return []refusedCall{
		{"update_report/invalid_field", auth.User, func(ctx context.Context, s *Session) error {
			return s.UpdateReport(ctx, Subject{}, reportID, ReportPatch{
				Source: "OTHER", BusinessPurpose: &purpose, StartDate: &none, CopyDown: &down,
				CustomData: []CustomDatumPatch{{"custom16", "PO-7790"}, {"custom17", ""}},
			})
		}, http.StatusBadRequest, "Validation failed: businessPurpose is too long"},
		{"update_expense_submitted/reopened", auth.Company, func(ctx context.Context, s *Session) error {
			return s.UpdateSubmittedExpense(ctx, reportID, dinnerID, SubmittedExpensePatch{
				BusinessPurpose: &dinner, IsExpenseRejected: &rejected, IsPaperReceiptReceived: &paper,
				CustomData: []CustomDatum{{"custom9", "CC-412"}},
			})
		}, http.StatusForbidden, "The report is reopened"},
		{"delete_expense/locked", auth.User, func(ctx context.Context, s *Session) error {
			return s.DeleteExpense(ctx, Subject{}, reportID, dinnerID)
		}, http.StatusConflict, "The resource is locked by another process"},
		{"approve_report_company/not_at_a_system_step", auth.Company, func(ctx context.Context, s *Session) error {
			return s.ApproveReport(ctx, "", reportID, Approval{Comment: "Checked by policy engine", Guard: Guard{StepCode: "EXTVAL"}})
		}, http.StatusForbidden, "The current step is not a system step"},
		{"send_back_report/not_at_a_step", auth.User, func(ctx context.Context, s *Session) error {
			return s.SendBackReport(ctx, "", reportID, Return{Comment: "Please add the attendee names"})
		}, http.StatusBadRequest, "This action is not valid in the current workflow state"},
		{"send_back_report_company/comment_missing", auth.Company, func(ctx context.Context, s *Session) error {
			guard := Guard{StepCode: "EXTVAL", StepSequence: "4"}
			return s.SendBackReport(ctx, "", reportID, Return{Comment: "Receipt for 26 March is unreadable", Guard: guard})
		}, http.StatusBadRequest, "Validation failed: comment is required"},
		{"recall_report/cannot_recall", auth.User, func(ctx context.Context, s *Session) error {
			return s.RecallReport(ctx, Subject{}, reportID)
		}, http.StatusBadRequest, "The report cannot be recalled"},
	}
}

func refusedV3() []refusedCall {
	private := true
	return []refusedCall{
		{"list_reports/bad_offset", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.ListReports(ctx, ReportFilter{User: Everybody}, "")
			return err
		}, http.StatusBadRequest, "The offset is not valid"},
		{"get_entry/unknown", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GetEntry(ctx, "", dinnerEntry)
			return err
		}, http.StatusNotFound, "Invalid entry ID"},
		{"list_entries/unknown_report", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.EntriesOf(ctx, "", reportID)
			return err
		}, http.StatusNotFound, "Report not found"},
		{"update_entry/of_a_closed_report", auth.User, func(ctx context.Context, s *Session) error {
			return s.UpdateEntry(ctx, "", dinnerEntry, EntryWrite{IsPersonal: &private})
		}, http.StatusBadRequest, "The report cannot be changed in its current state"},
		{"list_expense_group_configurations/forbidden", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.V3Groups(ctx)
			return err
		}, http.StatusForbidden, "The scope CONFIG is missing"},
		{"location_v3_list/bad_limit", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.FindLocation(ctx, "porto")
			return err
		}, http.StatusBadRequest, "The limit is out of range"},
	}
}

func TestAProfileInAnotherDataCentreIsNotFollowed(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "profile_get_me/elsewhere").Me(t.Context())
	refused := refusalOf(t, err)
	assert.Equal(t, http.StatusMovedPermanently, refused.Status)
	assert.Contains(t, refused.Error(), "data centre")
}
