package outcome

import (
	"fmt"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Made tells which of the reports of an owner a creation with a name made whose answer was
// lost; none if that cannot be told. One that was there shortly before may be an earlier
// one of the same name, or the one that was made, by a clock that is wrong. One of another
// name may be it in a late look. What another creation was answered is not of this one.
func (c *Creations) Made(reports []concur.V3Report, name string, sent tools.Sent) (concur.ReportID, tools.Seen) {
	var near, others []concur.V3Report
	for _, r := range reports {
		switch {
		case sent.Fits(r.Created()) == tools.NotDone, c.isAnother(string(r.ID), sent):
		case strings.TrimSpace(r.Name) == strings.TrimSpace(name):
			near = append(near, r)
		default:
			others = append(others, r)
		}
	}
	switch {
	case len(near) == 0 && len(others) > 0 && sent.Late:
		return "", tools.Seen{Verdict: tools.Unknown, Found: "list_reports shows no report of this name that was created since then, but " +
			"it may have another name by now: " + named(others) + ". get_report shows it."}
	case len(near) == 0:
		return "", tools.Seen{Verdict: tools.NotDone, Found: "list_reports shows no report of this name that was created since then."}
	case len(near) > 1:
		return "", tools.Seen{Verdict: tools.Unknown, Found: "More than one report could be it: " + named(near) + ". get_report shows them."}
	case sent.Fits(near[0].Created()) == tools.Done:
		found := fmt.Sprintf("The report was found by its name and time of creation: %s.", near[0].ID)
		return near[0].ID, tools.Seen{Verdict: tools.Done, Found: found}
	default:
		return "", tools.Seen{Verdict: tools.Unknown, Found: "There is a report of this name that may have been there before: " +
			named(near) + ". get_report shows it."}
	}
}

func named(reports []concur.V3Report) string {
	names := make([]string, len(reports))
	for i, r := range reports {
		names[i] = string(r.ID)
		if at := r.Created(); !at.IsZero() {
			names[i] = fmt.Sprintf("%s, created %s", r.ID, at.Format(time.RFC3339))
		}
	}
	return strings.Join(names, "; ")
}

// MadeOther is for a report of the right name and time that shows other values.
func MadeOther(id concur.ReportID, differs []string) tools.Seen {
	return tools.Seen{Verdict: tools.Unknown, Found: fmt.Sprintf(
		"Report %s has this name and was created then, but differs in: %s. get_report shows it.", id, strings.Join(differs, ", "))}
}
