package comments

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listCommentsIn struct {
	commentScope
	tools.Page
}

// commentScope says which comments are meant; it identifies a cursor.
type commentScope struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id,omitzero"`
	All       bool              `json:"include_expenses,omitempty"`
	Role      reader            `json:"role,omitempty"`
	User      concur.Ref        `json:"user,omitempty"`
}

// reader is a role in which comments are read and written; who stands in for the
// owner is a proxy without saying so.
type reader string

// Values lists the roles.
func (reader) Values() []string {
	return []string{string(concur.RoleTraveler), string(concur.RoleManager)}
}

type commentList struct {
	Comments render.Rows `json:"comments"`
	render.Listing
}

func (k kit) listComments() tools.Tool {
	def := define("list_comments", "List comments", tools.Read)
	def.Description = "Lists comments on a report or one of its expenses. list_reports gives report_id, list_report_expenses expense_id."
	def.Operations = bothLevels("get", "comments")
	def.Supporting = supporting()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listCommentsIn) (commentList, error) {
		ask, err := view.Ask(def.Name, in.Page, in.commentScope)
		if err != nil {
			return commentList{}, err
		}
		if in.All && !in.ExpenseID.IsZero() {
			return commentList{}, tools.Argumentf("include_expenses", "asks for all expenses, and expense_id for one").
				WithHint("Give one of the two.")
		}
		p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
		if err != nil {
			return commentList{}, err
		}
		comments, err := concur.ReadAs(p.on, concur.Role(in.Role), func(on concur.Subject) ([]concur.Comment, error) {
			if p.on = on; in.All {
				return p.session.AllComments(ctx, on, in.ReportID)
			}
			return p.read(ctx)
		})
		if err != nil {
			return commentList{}, view.AdviseReading(err)
		}
		return shown(ctx, p, comments, ask, in)
	})
}

func shown(ctx context.Context, p place, comments []concur.Comment, ask render.Ask, in listCommentsIn) (commentList, error) {
	rows, err := p.rows(ctx, comments)
	if err != nil {
		return commentList{}, err
	}
	var list commentList
	list.Comments, list.Listing, err = render.Whole(rows, ask, summary())
	switch {
	case len(rows) > 0:
	case in.ExpenseID.IsZero() && !in.All:
		list.Note = "Nobody commented on the report itself. include_expenses shows the comments on its expenses."
	default:
		list.Note = "There are no comments here. add_comment writes one."
	}
	return list, view.ListError(err)
}
