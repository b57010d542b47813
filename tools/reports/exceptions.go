package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listExceptionsIn struct {
	exceptionScope
	tools.Page
}

// exceptionScope says which exceptions are meant; it identifies a cursor.
type exceptionScope struct {
	ReportID     concur.ReportID     `json:"report_id"`
	ExpenseID    concur.ExpenseRef   `json:"expense_id,omitzero"`
	AllocationID concur.AllocationID `json:"allocation_id,omitempty"`
	HeaderOnly   bool                `json:"header_only,omitempty"`
	Role         concur.Role         `json:"role,omitempty" jsonschema:"manager for a report you approve"`
	User         concur.Ref          `json:"user,omitempty" jsonschema:"owner, or approver for role manager"`
}

type exceptionList struct {
	Exceptions render.Rows `json:"exceptions"`
	// BlocksSubmit and Blocking are about all exceptions that were asked for, not
	// only those of this page.
	BlocksSubmit bool `json:"blocks_submit"`
	Blocking     int  `json:"blocking"`
	render.Listing
}

func (k kit) listExceptions() tools.Tool {
	def := define("list_report_exceptions", "List exceptions of a report", tools.Read)
	def.Description = "Lists policy exceptions of a report with its expenses, of its header, of one expense or of one allocation, " +
		"and says whether any blocks submitting. list_reports gives the id."
	def.Operations = []string{
		"get_report_exceptions", "get_report_exceptions_company", "get_expense_exceptions", "get_expense_exceptions_company",
		"get_allocation_exceptions", "get_allocation_exceptions_company",
	}
	def.Supporting = []string{"identity_search_users", "identity_get_user", "get_entry"}
	return tools.New(def, k.runListExceptions)
}

func (k kit) runListExceptions(ctx context.Context, call *tools.Call, in listExceptionsIn) (exceptionList, error) {
	ask, err := view.Ask("list_report_exceptions", in.Page, in.exceptionScope)
	if err != nil {
		return exceptionList{}, err
	}
	if err := in.check(); err != nil {
		return exceptionList{}, err
	}
	session := k.concur.As(call.Caller)
	var found []concur.Exception
	rows, listing, err := render.Paged(ctx, ask, nil, func(ctx context.Context, _ string, _ int) (render.Batch[view.Exception], error) {
		var err error
		found, err = in.read(ctx, session)
		return render.Batch[view.Exception]{Rows: view.OfExceptions(found)}, err
	})
	if err != nil {
		return exceptionList{}, view.AdviseReading(view.ListError(err))
	}
	total := len(found)
	listing.Total = &total
	result := exceptionList{Exceptions: rows, Listing: listing}
	for _, e := range found {
		if e.IsBlocking {
			result.Blocking++
		}
	}
	result.BlocksSubmit = result.Blocking > 0
	switch {
	case total == 0:
		result.Note = "No exceptions here, so none blocks submitting. " + checkedLater
	case result.Blocking == 0:
		result.Note = "None of these blocks submitting. " + checkedLater
	}
	return result, nil
}

// checkedLater is what no exception tells.
const checkedLater = "Required fields and itemizations are checked only by submit_report."

func (s exceptionScope) check() error {
	switch {
	case s.AllocationID != "" && s.ExpenseID.IsZero():
		return tools.Argumentf("allocation_id", "needs expense_id, the expense that is allocated")
	case s.HeaderOnly && !s.ExpenseID.IsZero():
		return tools.Argumentf("header_only", "leaves expenses out, and expense_id asks for one").WithHint("Give one of the two.")
	case s.Role == concur.RoleProcessor:
		return tools.Argumentf("role", "processor cannot be used here; exceptions are shown to traveler, manager and proxy")
	}
	return nil
}

func (s exceptionScope) read(ctx context.Context, session *concur.Session) ([]concur.Exception, error) {
	on, err := session.OnOwner(ctx, s.User, "get_report_exceptions_company")
	if err != nil {
		return nil, err
	}
	return concur.ReadAs(on, s.Role, func(on concur.Subject) ([]concur.Exception, error) {
		if s.ExpenseID.IsZero() {
			return session.ReportExceptions(ctx, on, s.ReportID, s.HeaderOnly)
		}
		expense, err := session.ExpenseOf(ctx, on.User, s.ExpenseID)
		if err != nil {
			return nil, err
		}
		if s.AllocationID != "" {
			return session.AllocationExceptions(ctx, on, s.ReportID, expense, s.AllocationID)
		}
		return session.ExpenseExceptions(ctx, on, s.ReportID, expense)
	})
}
