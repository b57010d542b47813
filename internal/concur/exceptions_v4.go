package concur

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Expense Reports v4: the exceptions that policies raise.

// Exception is a finding on a report, an expense or an allocation (Exceptions v4
// > schema ReportException).
type Exception struct {
	Code       string `json:"exceptionCode"`
	Message    string `json:"message"`
	Visibility string `json:"exceptionVisibility"` // ALL, APPROVER_PROCESSOR or PROCESSOR
	// IsBlocking exceptions keep the report from being submitted.
	IsBlocking bool `json:"isBlocking"`
	// ExpenseID is empty on those of the header.
	ExpenseID       ExpenseID `json:"expenseId"`
	ParentExpenseID ExpenseID `json:"parentExpenseId"`
	AllocationID    string    `json:"allocationId"`
}

// ReportExceptions lists the exceptions of a report with those of everything in
// it, or of its header alone.
func (s *Session) ReportExceptions(ctx context.Context, on Subject, id ReportID, headerOnly bool) ([]Exception, error) {
	r := request{path: map[string]string{"reportId": string(id)}}
	if headerOnly {
		r.query = query("excludeExpenses", "true")
	}
	return s.exceptions(ctx, on, r, "get_report_exceptions")
}

// ExpenseExceptions lists the exceptions of an expense and its itemizations.
func (s *Session) ExpenseExceptions(ctx context.Context, on Subject, id ReportID, expense ExpenseID) ([]Exception, error) {
	r := request{path: map[string]string{"reportId": string(id), "expenseId": string(expense)}}
	return s.exceptions(ctx, on, r, "get_expense_exceptions")
}

// AllocationExceptions lists the exceptions of one allocation of an expense.
func (s *Session) AllocationExceptions(ctx context.Context, on Subject, id ReportID, expense ExpenseID,
	allocation AllocationID,
) ([]Exception, error) {
	r := request{path: map[string]string{"reportId": string(id), "expenseId": string(expense), "allocationId": string(allocation)}}
	return s.exceptions(ctx, on, r, "get_allocation_exceptions")
}

// exceptions takes the path with the user and the role, which is for user tokens
// only, or the short one, which is for company tokens only.
func (s *Session) exceptions(ctx context.Context, on Subject, r request, operation string) ([]Exception, error) {
	asCompany, err := s.asCompany(ctx, on)
	if err != nil {
		return nil, err
	}
	r.operation, r.about, r.role = operation, on.User, on.Role.contextType()
	if asCompany {
		r.operation += "_company"
	}
	var exceptions []Exception
	err = s.do(ctx, r, &exceptions)
	return exceptions, err
}

// asCompany decides between the two forms that some operations have, as route
// does between tokens: the person's own connection first, that of the company
// where there is no other, or where it is about somebody else's own view.
func (s *Session) asCompany(ctx context.Context, on Subject) (bool, error) {
	if !s.Has(ctx, auth.Company) {
		return false, nil
	}
	self, err := s.Self(ctx)
	if err != nil {
		return false, err
	}
	return self == "" || (on.User != "" && on.User != self), nil
}
