package approvals

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listQueueIn struct {
	queue
	tools.Page
}

// queue says which queue is meant and in which order; it identifies a cursor.
type queue struct {
	IncludeDelegates bool       `json:"include_delegates,omitempty" jsonschema:"also of approvers you are a delegate of"`
	Sort             sortField  `json:"sort,omitempty"`
	Order            direction  `json:"order,omitempty"`
	User             concur.Ref `json:"user,omitempty" jsonschema:"approver: UUID, login, e-mail or name"`
}

// sortField is what the queue is sorted by (Expense Reports v4 > reportsToApprove).
type sortField string

// Values lists the fields as Concur names them, its default first.
func (sortField) Values() []string {
	return []string{"reportDate", "submitDate", "name", "employeeLastName", "employeeFirstName", "claimedAmount", "amountDueEmployee"}
}

type direction string

// Values lists the directions, Concur's default first.
func (direction) Values() []string { return []string{"desc", "asc"} }

type reportQueue struct {
	Reports render.Rows `json:"reports"`
	render.Listing
}

func (k kit) listReportsToApprove() tools.Tool {
	def := define("list_reports_to_approve", "List reports to approve", tools.Read)
	def.Description = "Lists the reports that wait for an approver's decision. " +
		"approver_id is whose queue it is: pass it as user_id to approve_report or send_back_report where it is not your own."
	def.Operations = []string{"get_reports_to_approve"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, k.runListReportsToApprove)
}

func (k kit) runListReportsToApprove(ctx context.Context, call *tools.Call, in listQueueIn) (reportQueue, error) {
	ask, err := view.Ask("list_reports_to_approve", in.Page, in.queue)
	if err != nil {
		return reportQueue{}, err
	}
	session := k.concur.As(call.Caller)
	var waiting []concur.QueuedReport
	rows, listing, err := render.Paged(ctx, ask, view.QueueSummary(),
		func(ctx context.Context, _ string, _ int) (render.Batch[view.QueuedReport], error) {
			var err error
			waiting, err = in.read(ctx, session)
			return render.Batch[view.QueuedReport]{Rows: view.OfQueue(waiting)}, err
		})
	if err != nil {
		return reportQueue{}, view.ListError(err)
	}
	total := len(waiting)
	listing.Total = &total
	if len(waiting) == 0 {
		listing.Note = "Nothing waits for this approver."
		if !in.IncludeDelegates {
			listing.Note += " include_delegates adds the queues of people who made this approver their delegate."
		}
	}
	return reportQueue{Reports: rows, Listing: listing}, nil
}

func (q queue) read(ctx context.Context, session *concur.Session) ([]concur.QueuedReport, error) {
	on, err := session.On(ctx, q.User, concur.RoleManager)
	if err != nil {
		return nil, err
	}
	return session.ReportsToApprove(ctx, on.User, concur.QueueOrder{
		Sort: string(q.Sort), Order: string(q.Order), IncludeDelegates: q.IncludeDelegates,
	})
}
