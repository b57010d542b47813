package reports

import (
	"context"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// headerChange is a change of a report header: what it changes, and how the report is
// read to see whether it did.
type headerChange struct {
	session *concur.Session
	id      concur.ReportID
	patch   concur.ReportPatch
	sent    tools.Sent
	// on is whose report it is, as far as that is known. reads tries the roles in which
	// it may be read.
	on    concur.Subject
	reads bool
	// before is the report as it was; nil where that is not known.
	before *concur.Report
}

// begin reads the report as it is, so that the former values are known. Where that is
// not allowed, it can be changed all the same.
func (c *headerChange) begin(ctx context.Context) error {
	before, err := c.read(ctx)
	if err == nil {
		c.before = &before
	}
	c.sent = tools.Sent{At: c.session.Now()}
	return err
}

func (c headerChange) read(ctx context.Context) (concur.Report, error) {
	return as(c, func(on concur.Subject) (concur.Report, error) { return c.session.GetReport(ctx, on, c.id) })
}

// commented tells whether the comment of the change is among those of the report.
func (c headerChange) commented(ctx context.Context) (tools.Verdict, error) {
	at, err := as(c, func(on concur.Subject) (concur.Comment, error) {
		return c.session.LastComment(ctx, on, c.id, *c.patch.Comment)
	})
	if err != nil || at.Text == "" {
		return tools.NotDone, err
	}
	return c.sent.Fits(at.At()), nil
}

// as reads something in the role that fits.
func as[T any](c headerChange, read func(concur.Subject) (T, error)) (T, error) {
	if c.reads {
		return concur.ReadAs(c.on, "", read)
	}
	return read(c.on)
}

// look tells whether the report shows the change. What it showed before proves nothing;
// after a crash that is not known, and then a part of it proves nothing either.
func (c headerChange) look(ctx context.Context) (tools.Seen, error) {
	report, err := c.read(ctx)
	if err != nil {
		return tools.Seen{}, err
	}
	asked, missing := compare(c.patch, report)
	if c.before != nil {
		_, asked = compare(c.patch, *c.before)
	}
	comment := tools.Done
	if c.patch.Comment != nil {
		if comment, err = c.commented(ctx); err != nil {
			return tools.Seen{}, err
		}
		asked = append(asked, "comment")
	}
	if comment == tools.NotDone {
		missing = append(missing, "comment")
	}
	if comment == tools.Unknown {
		return tools.Seen{Verdict: tools.Unknown, Found: "The same comment may have been there before: list_comments shows it."}, nil
	}
	return outcome.SeenChanged("report", missing, len(asked)), nil
}

// result reads the report back. found says how a lost answer was made up for.
func (c headerChange) result(ctx context.Context, found string) outcome.WrittenReport {
	report, err := c.read(ctx)
	_, missing := compare(c.patch, report)
	notes, unseen := []string{found}, false
	if c.patch.Comment != nil && err == nil {
		switch verdict, err := c.commented(ctx); {
		case err != nil:
			notes, unseen = append(notes, "The comment could not be checked: "+err.Error()+"."), true
		case verdict == tools.NotDone:
			missing = append(missing, "comment")
		}
	}
	if c.patch.CopyDown != nil && *c.patch.CopyDown {
		notes = append(notes, "What copy_down changed on the expenses was not checked: list_report_expenses shows them.")
	}
	result := outcome.ReadBack(c.id, report, err, missing...)
	result.Verified = result.Verified && !unseen
	result.Note = strings.TrimSpace(strings.Join(append(notes, result.Note), " "))
	return result
}
