package exceptions

import (
	"cmp"
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type addExceptionIn struct {
	ReportID concur.ReportID `json:"report_id"`
	// Concur takes 8 characters here, although codes of its own are longer
	// (Exceptions v4 > schema ExceptionRequest).
	Code         concur.ExceptionCode `json:"exception_code" max:"8"`
	ExpenseID    concur.ExpenseRef    `json:"expense_id,omitzero"`
	AllocationID concur.AllocationID  `json:"allocation_id,omitempty"`
	Visibility   visibility           `json:"visibility,omitempty" jsonschema:"ALL if not given"`
}

// visibility says who sees an exception (Exceptions v4 > schema ExceptionRequest).
type visibility string

// Values lists the audiences; ALL includes the traveler.
func (visibility) Values() []string { return []string{"ALL", "APPROVER_PROCESSOR", "PROCESSOR"} }

func (in addExceptionIn) target() target {
	return target{ReportID: in.ReportID, Code: in.Code, ExpenseID: in.ExpenseID, AllocationID: in.AllocationID}
}

func (k kit) addException() tools.Tool {
	def := define("add_exception", "Add an exception", tools.Create)
	def.Description = "Puts a configured exception on an unpaid report, expense or allocation; it may block submitting. Company " +
		"connection only."
	def.Operations = []string{"add_report_exception", "add_expense_exception", "add_allocation_exception"}
	def.Supporting = supporting()
	return tools.NewWrite(def, k.runAddException, func(
		ctx context.Context, call *tools.Call, in addExceptionIn, sent tools.Sent,
	) (tools.Seen, error) {
		session := k.concur.As(call.Caller)
		spot, err := in.target().spot(ctx, session)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		return in.look(ctx, session, spot, sent, &writtenException{})
	})
}

func (k kit) runAddException(ctx context.Context, call *tools.Call, in addExceptionIn) (writtenException, error) {
	session, at := k.concur.As(call.Caller), in.target()
	spot, err := at.spot(ctx, session)
	if err != nil {
		return writtenException{}, err
	}
	switch before, err := at.find(ctx, session, spot); {
	case err != nil:
		outcome.NoFormer(call, err)
	default:
		in.undo(call, spot, before)
	}
	out := writtenException{ReportID: in.ReportID}
	look := func(ctx context.Context) (tools.Seen, error) { return in.look(ctx, session, spot, tools.Sent{}, &out) }
	found, err := tools.Resolve(ctx, session.AddException(ctx, spot, in.Code, in.audience()), look)
	if err != nil {
		err = view.Advise(err, "The code must be an active exception of the company, which its Concur administrator knows, and the report "+
			"not paid yet.")
		return writtenException{}, outcome.LookWith(err, "list_report_exceptions")
	}
	if found != "" {
		out.Noted(found)
		return out, nil
	}
	switch seen, err := look(ctx); {
	case err != nil:
		out.Written = outcome.Unread(err)
	case seen.Verdict != tools.Done:
		out.Note = "Concur took it, but does not show it. Look again with list_report_exceptions in a moment."
	}
	return out, nil
}

// audience is who sees the exception.
func (in addExceptionIn) audience() string { return cmp.Or(string(in.Visibility), "ALL") }

// look reads the exception into a result and says whether it is there. Adding it once more
// makes no second one (Exceptions v4: a PUT), so that one which was there before may count.
// What others have set another visibility of since does not show.
func (in addExceptionIn) look(
	ctx context.Context, session *concur.Session, spot concur.ExceptionSpot, sent tools.Sent, out *writtenException,
) (tools.Seen, error) {
	there, err := in.target().find(ctx, session, spot)
	switch {
	case err != nil:
		return tools.Seen{Verdict: tools.Unknown}, err
	case there == nil:
		return tools.Seen{Verdict: tools.NotDone, Found: "The exception is not there."}, nil
	case there.Visibility != in.audience() && sent.Late:
		return tools.Seen{Verdict: tools.Unknown, Found: "The exception is there with another visibility, which it may have got since."}, nil
	case there.Visibility != in.audience():
		return tools.Seen{Verdict: tools.NotDone, Found: "The exception is there with another visibility."}, nil
	}
	out.show(*there)
	out.Verified = true
	return tools.Seen{Verdict: tools.Done, Found: "The exception is there."}, nil
}

// undo says how it becomes what it was before. One that was there must not go with the
// one that is added.
func (in addExceptionIn) undo(call *tools.Call, spot concur.ExceptionSpot, before *concur.Exception) {
	switch at := in.target().given(spot); {
	case before == nil:
		call.Undo("remove_exception", at, "")
	case before.Visibility == in.audience():
		call.NoUndo("The exception was there before with the same visibility.")
	default:
		at.putBack(call, *before)
	}
}

// putBack says how an exception gets there as it was.
func (t target) putBack(call *tools.Call, was concur.Exception) {
	const longest = 8
	back := addExceptionIn{
		ReportID: t.ReportID, Code: t.Code, ExpenseID: t.ExpenseID, AllocationID: t.AllocationID, Visibility: visibility(was.Visibility),
	}
	if len(t.Code) > longest || !slices.Contains(back.Visibility.Values(), was.Visibility) {
		call.NoUndo("Concur raised this exception itself, and no tool can add it.")
		return
	}
	call.Undo("add_exception", back, "It works while the company has this exception in use and the report is not paid.")
}
