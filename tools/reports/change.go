package reports

import (
	"context"
	"errors"
	"reflect"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// headerChange is a change of a report header: what it changes, and how the report is
// read to see whether it did.
type headerChange struct {
	id    concur.ReportID
	patch concur.ReportPatch
	read  func(context.Context) (concur.Report, error)
}

// allButTheComment is what a look shows of a write that had a comment too.
const allButTheComment = "Everything was checked but the comment: comments are no part of the report that can be read."

// errPartly says that a report shows some of the changes. After a lost answer that
// proves nothing: those may have been its values before.
var errPartly = errors.New("some fields are as they should be, and some are not")

var errUnseen = errors.New("comments are no part of the report that can be read")

// settle finds out what became of the change if its answer was lost.
func (c headerChange) settle(ctx context.Context, err error) error {
	return tools.Settle(ctx, err, func(ctx context.Context) (bool, error) {
		if c.onlyComments() {
			return false, errUnseen
		}
		report, err := c.read(ctx)
		missing, some := untaken(c.patch, report)
		if err == nil && some && len(missing) > 0 {
			return false, errPartly
		}
		return len(missing) == 0, err
	})
}

// result reads the report back.
func (c headerChange) result(ctx context.Context) view.WrittenReport {
	report, err := c.read(ctx)
	missing, _ := untaken(c.patch, report)
	result := view.ReadBack(c.id, report, err, missing...)
	switch {
	case !result.Verified || c.patch.Comment == nil:
	case c.onlyComments():
		result.Verified, result.Note = false, "Concur accepted it. Not verified: "+errUnseen.Error()+"."
	default:
		result.Note = allButTheComment
	}
	return result
}

// onlyComments reports whether a look at the report could not tell that the
// change was made.
func (c headerChange) onlyComments() bool {
	rest := c.patch
	rest.Source, rest.Comment, rest.CopyDown = "", nil, nil
	return reflect.ValueOf(rest).IsZero()
}
