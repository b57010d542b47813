package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// comment adds the comment that would be changed or deleted: the latest of whoever calls,
// which the call does not name (Comments v4 > Delete latest comment). A newer one since
// the question changes the version, so that it is not the one to go.
func (l *look) comment(ctx context.Context, report concur.ReportID, t *Target) error {
	name := l.write.Operation.Name
	if l.depth == Brief || !strings.HasPrefix(name, "delete_latest_") && !strings.HasPrefix(name, "update_latest_") {
		return nil
	}
	found, err := l.session.Comments(ctx, l.on, concur.Commented{Report: report, Expense: concur.ExpenseID(l.write.Parameters["expenseId"])})
	if err != nil {
		return err
	}
	l.saw(found)
	self, _ := l.session.Self(ctx)
	anyone := self == "" || l.write.Kind == auth.Company // No page says who the author is then.
	var latest []concur.Comment
	for _, one := range found {
		if one.IsLatest && (anyone || one.Author.UUID == "" || one.Author.UUID == self) {
			latest = append(latest, one)
		}
	}
	if len(latest) != 1 {
		return nil // Whose it is cannot be told; the version holds all of them.
	}
	part := fmt.Sprintf("the comment %q", render.Visible(latest[0].Text))
	if t.Part != "" {
		part += " on " + t.Part
	}
	t.Part = part
	return nil
}
