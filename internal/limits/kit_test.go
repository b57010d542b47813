package limits_test

import (
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/tools"
)

var (
	rita  = limits.Person{ID: "aaaaaaaa-0000-4000-8000-000000000001", Login: "rita@example.com"}
	marco = limits.Person{ID: "aaaaaaaa-0000-4000-8000-000000000002", Login: "marco@example.com"}
	// noon is a Tuesday in Berlin, 13:00 there.
	noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
)

func parsed(t *testing.T, text string) limits.Rules {
	t.Helper()
	rules, err := limits.Parse([]byte(text))
	require.NoError(t, err)
	return rules
}

func example(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/example.json")
	require.NoError(t, err)
	return text
}

func amount(text string) *decimal.Decimal {
	d := decimal.RequireFromString(text)
	return &d
}

// approving is the approval of a report of Marco's by Rita.
func approving(change func(*limits.Facts)) limits.Facts {
	f := limits.Facts{
		Tool: "approve_report", Effect: tools.Workflow, Operation: "approve_report", Principal: "local", At: noon,
		Report: &limits.Report{ID: "R1", Name: "Trip", Total: amount("400"), Currency: "EUR", Policy: limits.Named{ID: "P1", Name: "Travel"}},
		Owner:  marco, Self: rita, Delegators: []limits.Person{},
	}
	change(&f)
	return f
}

// entering is an expense that Rita adds to a report of hers.
func entering(change func(*limits.Facts)) limits.Facts {
	f := limits.Facts{
		Tool: "create_report_expense", Effect: tools.Create, Operation: "create_entry", Principal: "local", At: noon,
		Amount: amount("42.50"), Currency: "EUR", ExpenseType: limits.Named{ID: "T1", Code: "TAXIX", Name: "Taxi"},
		Report: &limits.Report{ID: "R1", Name: "Trip", Total: amount("400"), Currency: "EUR", Policy: limits.Named{ID: "P1", Name: "Travel"}},
		Owner:  rita, Self: rita,
	}
	change(&f)
	return f
}

func asIs(*limits.Facts) {}

// said is what a refusal says, empty where there is none.
func said(refusal *limits.Refusal) string {
	if refusal == nil {
		return ""
	}
	return refusal.Error()
}
