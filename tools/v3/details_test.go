package v3_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type details struct {
	Report struct {
		row
		EmployeeNumber string `json:"employee_number"`
		Reimbursement  string `json:"reimbursement_method"`
		Submitted      string `json:"submitted"`
		Paid           string `json:"paid"`
	} `json:"report"`
	Expenses []struct {
		V3ID        string `json:"v3_id"`
		PaymentCode string `json:"payment_type_code"`
		Amount      *money `json:"amount"`
		Card        *struct {
			Merchant string `json:"merchant"`
			LastFour string `json:"last_four"`
		} `json:"card"`
		Parts      []struct{ Amount *money }     `json:"parts"`
		Attendees  []struct{ Name, Type string } `json:"attendees"`
		Accounting []struct {
			Of         string `json:"of"`
			Account    string `json:"account"`
			Percentage any    `json:"percentage"`
			Journal    []struct {
				Account, Side string
				Amount        *money
			}
			Taxes []struct {
				Name           string
				Amount, Posted *money
			}
		} `json:"accounting"`
	} `json:"expenses"`
	listing
}

func TestTheDetailsOfAReportShowItsBooks(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	var shown details
	kit.Call("v2_get_report_details", args{"report_id": testkit.ReportID(t, paidReport), "fields": []string{"all"}}).Into(&shown)
	assert.Equal(t, []string{"get_report_details_v2"}, kit.Operations())
	assert.Equal(t, []string{paidReport, "100482", "CNQRPAY"},
		[]string{shown.Report.Name, shown.Report.EmployeeNumber, shown.Report.Reimbursement})
	assert.NotEmpty(t, shown.Report.Paid)
	assert.Equal(t, 12, *shown.Total)
	cards, parts := 0, 0
	for _, e := range shown.Expenses {
		require.NotEmpty(t, e.Accounting)
		for _, share := range e.Accounting {
			require.NotEmpty(t, share.Journal, "what is paid is booked")
			assert.Equal(t, []string{share.Account, "DR"}, []string{share.Journal[0].Account, share.Journal[0].Side})
			assert.Equal(t, "EUR", share.Journal[0].Amount.Currency)
			assert.Equal(t, len(e.Parts) > 0, share.Of != "", "shares of a part name it")
		}
		if e.Card != nil {
			assert.Regexp(t, `^\d{4}$`, e.Card.LastFour)
			cards++
		}
		parts += len(e.Parts)
	}
	assert.Positive(t, cards)
	assert.Positive(t, parts)
}

func TestTheDetailsOfAnOpenReportLeaveOutWhatIsNotYet(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	var shown details
	kit.Call("v2_get_report_details", args{"report_id": testkit.ReportID(t, openReport), "limit": 6}).Into(&shown)
	assert.Empty(t, shown.Report.Submitted)
	assert.Len(t, shown.Expenses, 6)
	assert.NotEmpty(t, shown.NextCursor)
	assert.Equal(t, 7, *shown.Total)
	taxes := 0
	for _, e := range shown.Expenses {
		for _, share := range e.Accounting {
			assert.Empty(t, share.Journal)
			taxes += len(share.Taxes)
		}
	}
	assert.Positive(t, taxes)
}

func TestDetailsAreForAdministrators(t *testing.T) {
	t.Parallel()
	id := testkit.ReportID(t, openReport)
	failure := newKit(t).Call("v2_get_report_details", args{"report_id": id}).Failure()
	assert.Equal(t, "403", failure["http_status"])
	assert.Contains(t, failure["next_step"], "administrator")
	kit := newKit(t, testkit.As(testkit.Ada))
	for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.HTMLPage, simulator.EmptyBody} {
		kit.Sim.ClearFaults()
		kit.Sim.AddFault(simulator.Fault{Operation: "get_report_details_v2", Kind: kind, Status: 200})
		failure := kit.Call("v2_get_report_details", args{"report_id": id}).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.NotContains(t, failure["message"], "<h1>")
	}
}
