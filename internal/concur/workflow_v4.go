package concur

import (
	"context"
	"strconv"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Workflows v4: submit, approve, send back and recall, and the approval queue.

// QueuedReport is a report that waits for an approver (Expense Reports v4 >
// schema ReportToApprove).
type QueuedReport struct {
	ID                ReportID `json:"reportId"`
	Number            string   `json:"reportNumber"`
	Name              string   `json:"name"`
	ReportDate        string   `json:"reportDate"`
	SubmitDate        string   `json:"submitDate"` // a date or an RFC 3339 time
	Approver          Employee `json:"approver"`   // of the current step
	Employee          Employee `json:"employee"`   // the owner
	FirstName         string   `json:"employeeFirstName"`
	LastName          string   `json:"employeeLastName"`
	AmountDueEmployee *Amount  `json:"amountDueEmployee"`
	ClaimedAmount     *Amount  `json:"claimedAmount"`
	ApprovedAmount    *Amount  `json:"totalApprovedAmount"`
	HasExceptions     bool     `json:"hasExceptions"`
	ReportType        string   `json:"reportType"`
}

// Employee is a person inside of a payload of Expense Reports v4.
type Employee struct {
	EmployeeID string `json:"employeeId"`
	UUID       UserID `json:"employeeUuid"`
}

// QueueOrder says how the approval queue is asked for; empty members take
// Concur's default, reportDate and desc.
type QueueOrder struct {
	Sort, Order      string
	IncludeDelegates bool
}

// ReportsToApprove lists what waits for an approver. Whether delegated queues are
// included is always said: the API explorer requires it, the page does not.
func (s *Session) ReportsToApprove(ctx context.Context, approver UserID, order QueueOrder) ([]QueuedReport, error) {
	r := Subject{User: approver, Role: RoleManager}.request("get_reports_to_approve")
	r.query = query("sort", order.Sort, "order", order.Order, "includeDelegateApprovals", strconv.FormatBool(order.IncludeDelegates))
	var queue []QueuedReport
	err := s.do(ctx, r, &queue)
	return queue, err
}

// SubmitReport submits an unsubmitted report of its owner. There is no role in
// the path, and no body.
func (s *Session) SubmitReport(ctx context.Context, on Subject, id ReportID) error {
	return s.step(ctx, on, "submit_report", id, nil)
}

// RecallReport takes a submitted report back to its owner.
func (s *Session) RecallReport(ctx context.Context, on Subject, id ReportID) error {
	return s.step(ctx, on, "recall_report", id, struct{}{})
}

// Guard names the step that a report must be at for an action to happen; empty
// members do not guard.
type Guard struct {
	StepCode     string `json:"expectedStepCode,omitempty"`
	StepSequence string `json:"expectedStepSequence,omitempty"`
}

// Approval is the body of ApproveReport (Workflows v4 > schema ApproveRequest).
type Approval struct {
	Comment string `json:"comment,omitempty"`
	// RejectedComment is required when the report holds rejected expenses.
	RejectedComment string `json:"expenseRejectedComment,omitempty"`
	Guard
}

// ApproveReport approves as an approver, or the system step of the workflow where
// the company is the only connection.
func (s *Session) ApproveReport(ctx context.Context, approver UserID, id ReportID, approval Approval) error {
	return s.decide(ctx, approver, "approve_report", id, approval)
}

// Return is the body of SendBackReport (Workflows v4 > schema SendBackRequest).
type Return struct {
	Comment string `json:"comment"`
	Guard
}

// SendBackReport returns a report to its owner, as ApproveReport does.
func (s *Session) SendBackReport(ctx context.Context, approver UserID, id ReportID, why Return) error {
	return s.decide(ctx, approver, "send_back_report", id, why)
}

// decide acts as an approver on the path with the user, and as the system on the
// short path, which takes company tokens only.
func (s *Session) decide(ctx context.Context, approver UserID, operation string, id ReportID, body any) error {
	asSystem, err := s.ActsAsSystem(ctx)
	if err != nil {
		return err
	}
	if asSystem {
		operation += "_company"
	}
	return s.step(ctx, Subject{User: approver, Role: RoleManager}, operation, id, body)
}

// ActsAsSystem reports whether approvals are those of the system step, because
// there is a company connection and none of a person.
func (s *Session) ActsAsSystem(ctx context.Context) (bool, error) {
	self, err := s.Self(ctx)
	return self == "" && s.Has(ctx, auth.Company), err
}

func (s *Session) step(ctx context.Context, on Subject, operation string, id ReportID, body any) error {
	r := on.request(operation)
	r.path = map[string]string{"reportId": string(id)}
	r.body = body
	return s.do(ctx, r, nil)
}
