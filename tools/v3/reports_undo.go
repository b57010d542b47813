package v3

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// reportOf names a report to tools of v4.
type reportOf struct {
	Report concur.ReportID `json:"report_id"`
	User   concur.Ref      `json:"user,omitempty"`
}

// begin reads the report as it is, and says how the change can be undone. Where that is
// not allowed, it can be changed all the same.
func (w *reportWrite) begin(ctx context.Context, call *tools.Call) {
	w.sent = tools.Sent{At: w.session.Now()}
	if !w.restorable() {
		return // Until there is a comment, deleting the latest one would delete another.
	}
	before, err := w.session.GetV3Report(ctx, w.owner, w.id)
	if err != nil {
		call.NoUndo(fmt.Sprintf("The former values could not be read before the change: %s.", err))
		return
	}
	w.before = &before
	if w.write.Purpose != nil {
		if purpose, err := w.purposeNow(ctx); err == nil {
			w.purpose = &purpose
		}
	}
	former, lost := w.former()
	if former.nothing() {
		call.NoUndo("The former values are not known: v3 shows no purpose, and get_report did not show it either.")
		return
	}
	call.Undo("v3_update_report", former, outcome.NotBroughtBack(lost))
}

// restorable reports whether there is more to the change than a comment.
func (w *reportWrite) restorable() bool {
	rest := w.write.Purpose != nil || w.write.UserDefinedDate != ""
	return rest || w.write.Name != "" || len(w.write.Custom) > 0
}

// former takes from the report as it was what the change sets, and names what cannot be
// set back: v3 clears no date.
func (w *reportWrite) former() (updateReportIn, []string) {
	former := updateReportIn{
		ID: w.id, User: w.owner, Purpose: w.purpose, CustomFields: outcome.FormerCustom(w.write.Custom, w.before.Custom),
	}
	var lost []string
	if w.write.Name != "" {
		former.Name = &w.before.Name
	}
	if w.write.UserDefinedDate != "" {
		day, err := tools.ParseDate(view.Day(w.before.UserDefinedDate))
		if err != nil {
			lost = append(lost, "that there was no date")
		}
		former.UserDefinedDate = day
	}
	if w.write.Purpose != nil && w.purpose == nil {
		lost = append(lost, "the purpose")
	}
	if w.write.Comment != "" {
		lost = append(lost, "the time before the comment, which delete_latest_comment deletes")
	}
	return former, lost
}

// undoComment says how a change of nothing but the comment can be undone, once it is made.
func (w *reportWrite) undoComment(call *tools.Call) {
	if !w.restorable() {
		call.Undo("delete_latest_comment", reportOf{w.id, w.owner}, "It deletes the latest comment, whichever that is then.")
	}
}
