package cashadvances

import (
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

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
	outcome.Written
}

func (k kit) setReportCashAdvances() tools.Tool {
	def := define("set_report_cash_advances", "Link cash advances to a report", tools.Change)
	def.Description = "Links issued cash advances to an unsubmitted report, or takes links away; others stay. " +
		"One invalid id fails the whole call. list_report_cash_advances and create_cash_advance give ids."
	def.Operations = []string{"set_report_cash_advances", "remove_report_cash_advances"}
	def.Supporting = []string{"get_report_cash_advances", "identity_search_users"}
	return tools.NewWrite(def, k.runSetReportCashAdvances, k.lookSetReportCashAdvances)
}

func (k kit) runSetReportCashAdvances(ctx context.Context, call *tools.Call, in setLinksIn) (setLinksOut, error) {
	if len(in.IDs) == 0 {
		return setLinksOut{}, tools.Argumentf("cash_advance_ids", "is empty").WithHint("Name at least one.")
	}
	session := k.concur.As(call.Caller)
	on, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return setLinksOut{}, err
	}
	leave, err := k.turns.Take(ctx, in.ReportID)
	if err != nil {
		return setLinksOut{}, err
	}
	defer leave()
	before, err := session.ReportCashAdvances(ctx, on, in.ReportID)
	if err != nil {
		return setLinksOut{}, view.AdviseReading(err)
	}
	lacking := in.missing(before)
	if len(lacking) == 0 {
		return setLinksOut{in.ReportID, before, outcome.Written{Verified: true, Note: "It was so already, and nothing was sent."}}, nil
	}
	in.undo(call, lacking)
	out := setLinksOut{ReportID: in.ReportID, CashAdvanceIDs: []concur.CashAdvanceID{}}
	look := func(ctx context.Context) (tools.Seen, error) {
		linked, err := session.ReportCashAdvances(ctx, on, in.ReportID)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		out.CashAdvanceIDs = linked
		out.Verified = len(in.missing(linked)) == 0 && !slices.ContainsFunc(before, in.lost(linked))
		return in.seen(linked, len(lacking)), nil
	}
	found, err := tools.Resolve(ctx, in.send(ctx, session, on, before, lacking), look)
	if err != nil {
		err = view.Advise(err, "Correct the ids: a cash advance must be issued and its owner's, who owns the report too. A submitted report "+
			"is recalled first (recall_report).")
		return setLinksOut{}, outcome.LookWith(err, "list_report_cash_advances")
	}
	if found == "" {
		_, err = look(ctx)
	}
	switch {
	case err != nil:
		out.Written = outcome.Unread(err)
	case !out.Verified:
		out.Note = "Concur took it, but the links are not what was sent: somebody may have changed them at the same time. " +
			"Check them against what you wanted."
	}
	out.Noted(found)
	return out, nil
}

// lookSetReportCashAdvances looks whether the report shows the links as they were asked for.
func (k kit) lookSetReportCashAdvances(ctx context.Context, call *tools.Call, in setLinksIn, _ tools.Sent) (tools.Seen, error) {
	linked, err := reportOf{in.ReportID, in.User}.read(ctx, k.concur.As(call.Caller))
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	return in.seen(linked, len(in.named())), nil
}

// seen says whether links are as they were asked for. of is how many were to change.
func (in setLinksIn) seen(linked []concur.CashAdvanceID, of int) tools.Seen {
	var names []string
	for _, id := range in.missing(linked) {
		names = append(names, string(id))
	}
	return outcome.SeenChanged("report", names, of)
}

// undo says how what changes is set back: those of the named ids that were so already stay.
func (in setLinksIn) undo(call *tools.Call, changed []concur.CashAdvanceID) {
	back := setLinksIn{ReportID: in.ReportID, IDs: changed, Mode: addLinks, User: in.User}
	if in.Mode == addLinks {
		back.Mode = removeLinks
	}
	call.Undo("set_report_cash_advances", back, "")
}

// send takes links away, or adds some: Concur replaces the whole set then, so that those
// that are there are sent too (Cash Advance Associations v4 > Set).
func (in setLinksIn) send(
	ctx context.Context, session *concur.Session, on concur.Subject, before, lacking []concur.CashAdvanceID,
) error {
	if in.Mode == removeLinks {
		return session.RemoveReportCashAdvances(ctx, on, in.ReportID, lacking)
	}
	return session.SetReportCashAdvances(ctx, on, in.ReportID, slices.Concat(before, lacking))
}

// lost tells of a link that was there whether it went although nobody asked for that.
func (in setLinksIn) lost(linked []concur.CashAdvanceID) func(concur.CashAdvanceID) bool {
	return func(id concur.CashAdvanceID) bool {
		return !slices.Contains(linked, id) && !slices.Contains(in.IDs, id)
	}
}

// named are the ids, each once.
func (in setLinksIn) named() []concur.CashAdvanceID {
	ids := slices.Clone(in.IDs)
	slices.Sort(ids)
	return slices.Compact(ids)
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
