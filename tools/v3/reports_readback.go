package v3

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// writtenReport is the result of a write on a report.
type writtenReport struct {
	ReportID concur.ReportID `json:"report_id"`
	view.Written
	Report *report `json:"report,omitempty"`
}

// readBack shows a report that was read after a write.
func readBack(id concur.ReportID, write concur.V3ReportWrite, read concur.V3ReportDetail, err error) writtenReport {
	if err != nil {
		return writtenReport{ReportID: id, Written: view.Unread(err)}
	}
	missing, some := untaken(write, read)
	shown := ofReport(read)
	result := writtenReport{ReportID: id, Written: view.Shown("report", missing), Report: &shown}
	if slices.Contains(missing, "policy_id") {
		result.Note += " v3 files under the owner's default policy; update_report moves the report to another."
	}
	if write.Purpose != nil {
		result.Note = strings.TrimSpace(result.Note + " The purpose was not checked: v3 does not show it; get_report does.")
		result.Verified = result.Verified && some
	}
	return result
}

var (
	errPartly = errors.New("some fields are as they should be, and some are not")
	errUnseen = errors.New("v3 does not show the purpose of a report")
)

// proven reports whether a look at a report shows that a change was made whose answer
// was lost. One that shows a part proves nothing: those may have been its values before.
func proven(write concur.V3ReportWrite, read concur.V3ReportDetail) (bool, error) {
	switch missing, some := untaken(write, read); {
	case len(missing) > 0 && some:
		return false, errPartly
	case len(missing) == 0 && !some:
		return false, errUnseen
	default:
		return some, nil
	}
}

// untaken names the arguments of a write that a report does not show, and tells whether
// it shows some others. The purpose is in neither.
func untaken(write concur.V3ReportWrite, read concur.V3ReportDetail) (missing []string, some bool) {
	check := func(name, asked, shown string) {
		switch {
		case asked == "":
		case strings.TrimSpace(asked) == strings.TrimSpace(shown):
			some = true
		default:
			missing = append(missing, name)
		}
	}
	check("name", write.Name, read.Name)
	check("comment", write.Comment, read.LastComment)
	check("policy_id", write.PolicyID, read.PolicyID)
	check("user_defined_date", write.UserDefinedDate, view.Day(read.UserDefinedDate))
	for _, field := range write.Custom {
		if read.Custom[field.ID].Is(field.Value) {
			some = true
			continue
		}
		missing = append(missing, field.ID)
	}
	return missing, some
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
