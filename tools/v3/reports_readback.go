package v3

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// writtenReport is the result of a write on a report.
type writtenReport struct {
	ReportID concur.ReportID `json:"report_id"`
	outcome.Written
	Report *report `json:"report,omitempty"`
}

// reportWrite is a write on a report header, and how the report is read to see whether it
// was done.
type reportWrite struct {
	session *concur.Session
	owner   concur.Ref
	id      concur.ReportID
	write   concur.V3ReportWrite
	sent    tools.Sent
	// before is the report as it was, and purpose its purpose; nil where not known.
	before  *concur.V3ReportDetail
	purpose *string
}

// result shows the report as it was read afterwards. found says how a lost answer was made
// up for.
func (w reportWrite) result(ctx context.Context, found string) writtenReport {
	result := writtenReport{ReportID: w.id}
	read, err := w.session.GetV3Report(ctx, w.owner, w.id)
	if err != nil {
		result.Written = outcome.Unread(err)
		result.Noted(found)
		return result
	}
	_, missing, unseen := w.compare(ctx, read)
	shown := ofReport(read)
	result.Written, result.Report = outcome.Shown("report", missing), &shown
	if slices.Contains(missing, "policy_id") {
		result.Note += " v3 files under the owner's default policy; update_report moves the report to another."
	}
	if unseen != nil {
		result.Verified = false
		result.Noted("The purpose was not checked: v3 does not show it, and get_report failed: " + unseen.Error() + ".")
	}
	result.Noted(found)
	return result
}

// look tells whether the report shows the write. What it showed before proves nothing;
// after a crash that is not known, and then a part of it proves nothing either.
func (w reportWrite) look(ctx context.Context) (tools.Seen, error) {
	read, err := w.session.GetV3Report(ctx, w.owner, w.id)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	asked, missing, unseen := w.compare(ctx, read)
	if unseen != nil && len(asked) == 0 {
		return tools.Seen{Verdict: tools.Unknown}, unseen
	}
	if w.before != nil {
		_, asked = untaken(w.write, *w.before)
		if w.write.Purpose != nil && unseen == nil {
			asked = append(asked, "purpose")
		}
	}
	return outcome.SeenChanged("report", missing, len(asked)), nil
}

// made finds a report that was created, by its owner, name and time of creation. The list
// may be late with what is new (outcome.Undecided).
func (w reportWrite) made(ctx context.Context, creations *outcome.Creations) (concur.ReportID, tools.Seen, error) {
	reports, err := w.session.ReportsSince(ctx, w.owner, w.sent.At)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	id, seen := creations.Made(reports, w.write.Name, w.sent)
	if id == "" {
		return "", seen, nil
	}
	read, err := w.session.GetV3Report(ctx, w.owner, id)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	w.id = id
	_, differs, _ := w.compare(ctx, read) // A purpose that cannot be read tells nothing against it.
	// v3 takes no notice of the policy.
	if differs = slices.DeleteFunc(differs, func(name string) bool { return name == "policy_id" }); len(differs) > 0 {
		return "", outcome.MadeOther(id, differs), nil
	}
	return id, seen, nil
}

// compare names what was asked for, and what of it the report does not show. The purpose
// is shown by v4 alone; unseen is why that could not be read.
func (w reportWrite) compare(ctx context.Context, read concur.V3ReportDetail) (asked, missing []string, unseen error) {
	asked, missing = untaken(w.write, read)
	if w.write.Purpose == nil {
		return asked, missing, nil
	}
	purpose, unseen := w.purposeNow(ctx)
	if unseen != nil {
		return asked, missing, unseen
	}
	if asked = append(asked, "purpose"); strings.TrimSpace(purpose) != strings.TrimSpace(*w.write.Purpose) {
		missing = append(missing, "purpose")
	}
	return asked, missing, nil
}

func (w reportWrite) purposeNow(ctx context.Context) (string, error) {
	on, err := w.session.OnOwner(ctx, w.owner, "get_report")
	if err != nil {
		return "", err
	}
	report, err := w.session.GetReport(ctx, on, w.id)
	return report.BusinessPurpose, err
}

// untaken names the arguments of a write, and those of them that a report does not show.
// The purpose is in neither.
func untaken(write concur.V3ReportWrite, read concur.V3ReportDetail) (asked, missing []string) {
	check := func(name, wanted string, shown bool) {
		if wanted != "" {
			asked = append(asked, name)
		}
		if wanted != "" && !shown {
			missing = append(missing, name)
		}
	}
	same := func(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }
	check("name", write.Name, same(write.Name, read.Name))
	check("comment", write.Comment, same(write.Comment, read.LastComment))
	check("policy_id", write.PolicyID, same(write.PolicyID, read.PolicyID))
	check("user_defined_date", write.UserDefinedDate, same(write.UserDefinedDate, view.Day(read.UserDefinedDate)))
	for _, field := range write.Custom {
		check(field.ID, field.ID, read.Custom[field.ID].Is(field.Value))
	}
	return asked, missing
}

// custom checks custom fields. A report of v3 has twenty.
func custom(fields concur.CustomFields) ([]concur.CustomDatum, error) {
	data, err := fields.Data()
	if err != nil {
		return nil, tools.Argumentf("custom_fields", "%s", err.Error())
	}
	const most = 20
	for _, field := range data {
		number, _ := strconv.Atoi(strings.TrimPrefix(field.ID, "custom")) // An org unit has no number then.
		if number > most {
			return nil, tools.Argumentf("custom_fields", "a report of v3 has custom1 to custom%d, and no %s", most, field.ID)
		}
	}
	return data, nil
}

func isBlank(text string) bool { return strings.TrimSpace(text) == "" }
