package reports

import (
	"encoding"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// clearable is an argument that an empty string clears.
type clearable[T any, P interface {
	*T
	encoding.TextUnmarshaler
}] struct {
	value T
	given bool
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *clearable[T, P]) UnmarshalText(text []byte) error {
	c.given = true
	if len(text) == 0 {
		return nil
	}
	return P(&c.value).UnmarshalText(text)
}

// patch is nil where the argument was not given.
func (c clearable[T, P]) patch() *concur.Clearable {
	if !c.given {
		return nil
	}
	text := concur.Clearable(fmt.Sprint(c.value))
	return &text
}

type (
	clearableDate        = clearable[tools.Date, *tools.Date]
	clearableCountry     = clearable[concur.Country, *concur.Country]
	clearableSubdivision = clearable[concur.Subdivision, *concur.Subdivision]
)

// checkSpan refuses a trip that ends before it starts.
func checkSpan(start, end tools.Date) error {
	if !start.IsZero() && !end.IsZero() && end.Time().Before(start.Time()) {
		return tools.Argumentf("end_date", "%s is before start_date, %s", end, start)
	}
	return nil
}

// checkPlace refuses a part of another country.
func checkPlace(country concur.Country, part concur.Subdivision) error {
	if country != "" && part != "" && !strings.HasPrefix(string(part), string(country)+"-") {
		return tools.Argumentf("country_subdivision_code", "%s is not a part of %s", part, country)
	}
	return nil
}

// checkText refuses a text that is given and empty, for a field that cannot be empty.
func checkText(argument string, text *string) error {
	if text != nil && strings.TrimSpace(*text) == "" {
		return tools.Argumentf(argument, "is empty; it cannot be cleared").WithHint("Give a text, or leave %s out.", argument)
	}
	return nil
}

// compare names the arguments of a change, and those of them that a report does not
// show. A comment is in neither, since it is no part of the header.
func compare(patch concur.ReportPatch, report concur.Report) (asked, missing []string) {
	note := func(name string, given, shown bool) {
		if given {
			asked = append(asked, name)
		}
		if given && !shown {
			missing = append(missing, name)
		}
	}
	check := func(name string, given *concur.Clearable, shown string) {
		note(name, given != nil, given != nil && same(string(*given), shown))
	}
	check("name", (*concur.Clearable)(patch.Name), report.Name)
	check("policy", (*concur.Clearable)(patch.PolicyID), string(report.PolicyID))
	check("business_purpose", patch.BusinessPurpose, report.BusinessPurpose)
	check("report_date", patch.ReportDate, view.Day(report.ReportDate))
	check("start_date", patch.StartDate, view.Day(report.StartDate))
	check("end_date", patch.EndDate, view.Day(report.EndDate))
	check("country_code", patch.CountryCode, report.CountryCode)
	check("country_subdivision_code", patch.CountrySubDivisionCode, report.CountrySubDivisionCode)
	for _, field := range patch.CustomData {
		check(field.ID, &field.Value, valueOf(field.ID, report.CustomData))
	}
	paper := patch.PaperReceiptsReceived
	note("paper_receipts_received", paper != nil, paper != nil && *paper == report.PaperReceiptsReceived)
	return asked, missing
}

func valueOf(id string, data []concur.CustomDatum) string {
	for _, d := range data {
		if strings.EqualFold(d.ID, id) {
			return d.Value
		}
	}
	return ""
}

// same compares what was asked for with what is shown. Ids may be spelled with
// dashes on one side, and Concur trims texts (inferred).
func same(asked, shown string) bool {
	asked, shown = strings.TrimSpace(asked), strings.TrimSpace(shown)
	if asked == shown {
		return true
	}
	a, isID := concur.ParsePolicyID(asked)
	b, areIDs := concur.ParsePolicyID(shown)
	return isID && areIDs && a == b
}
