package cashadvances

import (
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listLinksIn struct {
	reportOf
	tools.Page
}

// reportOf says which report is meant.
type reportOf struct {
	ReportID concur.ReportID `json:"report_id"`
	User     concur.Ref      `json:"user,omitempty" jsonschema:"owner"`
}

type listLinksOut struct {
	CashAdvances render.Rows `json:"cash_advances"`
	render.Listing
}

// link is a cash advance of a report; Concur tells no more than its id.
type link struct {
	CashAdvanceID concur.CashAdvanceID `json:"cash_advance_id"`
}

func (k kit) listReportCashAdvances() tools.Tool {
	def := define("list_report_cash_advances", "List the cash advances of a report", tools.Read)
	def.Description = "Lists the ids of the cash advances that are linked to a report. get_cash_advance shows each."
	def.Operations = []string{"get_report_cash_advances"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listLinksIn) (listLinksOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.reportOf)
		if err != nil {
			return listLinksOut{}, err
		}
		var ids []concur.CashAdvanceID
		rows, listing, err := render.Paged(ctx, ask, []string{"cash_advance_id"},
			func(ctx context.Context, _ string, _ int) (render.Batch[link], error) {
				var err error
				ids, err = in.read(ctx, k.concur.As(call.Caller))
				return render.Batch[link]{Rows: linksOf(ids)}, err
			})
		if err != nil {
			return listLinksOut{}, view.ListError(err)
		}
		listing.Total = new(len(ids))
		if len(ids) == 0 {
			listing.Note = "No cash advance is linked to this report. set_report_cash_advances links one that was issued."
		}
		return listLinksOut{CashAdvances: rows, Listing: listing}, nil
	})
}

func (r reportOf) read(ctx context.Context, session *concur.Session) ([]concur.CashAdvanceID, error) {
	on, err := session.On(ctx, r.User, concur.RoleTraveler)
	if err != nil {
		return nil, err
	}
	ids, err := session.ReportCashAdvances(ctx, on, r.ReportID)
	return ids, view.AdviseReading(err)
}

func linksOf(ids []concur.CashAdvanceID) []link {
	links := make([]link, len(ids))
	for i, id := range ids {
		links[i] = link{id}
	}
	return links
}

// setMode says what becomes of the links that are named.
type setMode string

const (
	addLinks    setMode = "add"
	removeLinks setMode = "remove"
)

// Values lists the modes.
func (setMode) Values() []string { return []string{string(addLinks), string(removeLinks)} }

type setLinksIn struct {
	ReportID concur.ReportID        `json:"report_id"`
	IDs      []concur.CashAdvanceID `json:"cash_advance_ids"`
	Mode     setMode                `json:"mode"`
	User     concur.Ref             `json:"user,omitempty" jsonschema:"owner"`
}

type setLinksOut struct {
	ReportID concur.ReportID `json:"report_id"`
	// CashAdvanceIDs are all that are linked now.
	CashAdvanceIDs []concur.CashAdvanceID `json:"cash_advance_ids"`
	view.Written
}

func (k kit) setReportCashAdvances() tools.Tool {
	def := define("set_report_cash_advances", "Link cash advances to a report", tools.Change)
	def.Description = "Links issued cash advances to an unsubmitted report, or takes links away; others stay. " +
		"One invalid id fails the whole call. list_report_cash_advances and create_cash_advance give ids."
	def.Operations = []string{"set_report_cash_advances", "remove_report_cash_advances"}
	def.Supporting = []string{"get_report_cash_advances", "identity_search_users"}
	return tools.New(def, k.runSetReportCashAdvances)
}

func (k kit) runSetReportCashAdvances(ctx context.Context, call *tools.Call, in setLinksIn) (setLinksOut, error) {
	out := setLinksOut{ReportID: in.ReportID, CashAdvanceIDs: []concur.CashAdvanceID{}}
	if len(in.IDs) == 0 {
		return out, tools.Argumentf("cash_advance_ids", "is empty").WithHint("Name at least one.")
	}
	session := k.concur.As(call.Caller)
	on, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return out, err
	}
	leave, err := k.turns.Take(ctx, in.ReportID)
	if err != nil {
		return out, err
	}
	defer leave()
	staying, err := in.send(ctx, session, on)
	err = tools.Settle(ctx, err, func(ctx context.Context) (bool, error) {
		linked, err := session.ReportCashAdvances(ctx, on, in.ReportID)
		return len(in.missing(linked)) == 0, err
	})
	if err != nil {
		return out, view.Advise(err, "Correct the ids: a cash advance must be issued and its owner's, who owns the report too. "+
			"A submitted report is recalled first (recall_report).")
	}
	linked, err := session.ReportCashAdvances(ctx, on, in.ReportID)
	if err != nil {
		out.Written = view.Unread(err)
		return out, nil
	}
	out.CashAdvanceIDs = linked
	gone := func(id concur.CashAdvanceID) bool { return !slices.Contains(linked, id) }
	out.Verified = len(in.missing(linked)) == 0 && !slices.ContainsFunc(staying, gone)
	if !out.Verified {
		out.Note = "Concur took it, but the links are not what was sent: somebody may have changed them at the same time. " +
			"Check them against what you wanted."
	}
	return out, nil
}

// send takes links away, or adds some: Concur replaces the whole set then, so that those
// that are there are sent too (Cash Advance Associations v4 > Set). It gives those that
// are to stay.
func (in setLinksIn) send(ctx context.Context, session *concur.Session, on concur.Subject) ([]concur.CashAdvanceID, error) {
	if in.Mode == removeLinks {
		return nil, session.RemoveReportCashAdvances(ctx, on, in.ReportID, in.IDs)
	}
	linked, err := session.ReportCashAdvances(ctx, on, in.ReportID)
	if err != nil {
		return nil, err
	}
	missing := in.missing(linked)
	if len(missing) == 0 {
		return linked, nil
	}
	return linked, session.SetReportCashAdvances(ctx, on, in.ReportID, slices.Concat(linked, missing))
}

// missing are the named ids that are not as they should be: each once.
func (in setLinksIn) missing(linked []concur.CashAdvanceID) []concur.CashAdvanceID {
	var missing []concur.CashAdvanceID
	for _, id := range in.IDs {
		if slices.Contains(linked, id) != (in.Mode == addLinks) && !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	return missing
}
