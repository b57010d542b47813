package simulator

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
)

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func TestAnExpenseIsPostedInTheReportCurrency(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, amount, rate string
		divides            bool
		currency, want     string
	}{
		{"in the same currency", "84.20", "1", false, "EUR", "84.2"},
		{"multiplied and rounded to cents", "19.99", "1.0428", false, "EUR", "20.85"},
		{"half a cent is rounded up", "0.50", "0.0101", false, "EUR", "0.01"},
		{"divided", "110", "11.48", true, "EUR", "9.58"},
		{"into a currency without decimals", "84.20", "163.9", false, "JPY", "13800"},
	}
	st := sample(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := &expense{amount: dec(c.amount), rate: dec(c.rate), rateDivides: c.divides}
			st.post(e, c.currency)
			assert.Equal(t, c.want, e.posted.String())
		})
	}
}

func TestTheAmountsOfAHeaderFollowFromItsExpenses(t *testing.T) {
	t.Parallel()
	st := sample(t)
	one := func(paidBy, posted string) *expense { return &expense{paymentTypeID: paidBy, posted: dec(posted)} }
	private := func(e *expense) *expense { e.personal = true; return e }
	rejected := func(e *expense) *expense { e.rejected = true; return e }
	partly := one("1021", "100")
	partly.itemizations = []*expense{one("1021", "70"), private(one("1021", "30"))}
	sum := st.totals(&report{currency: "EUR", expenses: []*expense{
		one("CASH", "10"),
		one("PERC", "20"),
		one("1022", "40"),
		private(one("CASH", "3")),
		private(one("1022", "5")),
		partly,
		rejected(one("CASH", "7")),
	}})
	assert.Equal(t, map[string]string{
		"total": "185", "personal": "38", "claimed": "147", "approved": "140",
		"dueEmployee": "37", "dueCard": "40", "companyPaid": "70", "dueCompany": "30",
	}, map[string]string{
		"total":       sum.total.String(),
		"personal":    sum.personal.String(),
		"claimed":     sum.claimed.String(),
		"approved":    sum.approved.String(),
		"dueEmployee": sum.dueEmployee.String(),
		"dueCard":     sum.dueCard.String(),
		"companyPaid": sum.companyPaid.String(),
		"dueCompany":  sum.dueCompany.String(),
	})
}

func TestTheAmountsOnTheWireAreThoseOfTheExpenses(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Zurich distributor talks")
	type wire struct {
		Value        json.Number
		CurrencyCode string
	}
	var header struct{ ReportTotal, ClaimedAmount, PersonalAmount, AmountNotApproved wire }
	s.get(rita, s.path(rita, "TRAVELER", r)).into(t, &header)
	var rows []struct {
		TransactionAmount, PostedAmount wire
		ExchangeRate                    struct {
			Value     json.Number
			Operation string
		}
	}
	s.get(rita, s.path(rita, "TRAVELER", r)+"/expenses").into(t, &rows)
	var total decimal.Decimal
	for _, row := range rows {
		assert.Equal(t, "CHF", row.TransactionAmount.CurrencyCode)
		assert.Equal(t, "EUR", row.PostedAmount.CurrencyCode)
		assert.Equal(t, wire{"1.04280000000000", ""}.Value, row.ExchangeRate.Value)
		assert.Equal(t, "MULTIPLY", row.ExchangeRate.Operation)
		posted := dec(row.TransactionAmount.Value.String()).Mul(dec(row.ExchangeRate.Value.String())).Round(2)
		assert.True(t, posted.Equal(dec(row.PostedAmount.Value.String())), row.PostedAmount.Value)
		total = total.Add(posted)
	}
	assert.Len(t, rows, len(r.expenses))
	assert.Equal(t, total.StringFixed(8), header.ReportTotal.Value.String())
	assert.Equal(t, header.ReportTotal, header.ClaimedAmount)
	assert.Equal(t, wire{"0E-8", "EUR"}, header.PersonalAmount)
	assert.Equal(t, wire{"0E-8", "EUR"}, header.AmountNotApproved)
}

func TestMileageIsTheDistanceAtTheRateOfThePolicy(t *testing.T) {
	t.Parallel()
	st := sample(t)
	cases := []struct {
		name, policy, unit string
		distance           int
		want               string
	}{
		{"kilometers under a policy in kilometers", "EMEA Expense Policy", "K", 313, "112.68"},
		{"miles under a policy in kilometers", "EMEA Expense Policy", "M", 100, "57.94"},
		{"miles under a policy in miles", "US Expense Policy", "M", 41, "28.7"},
		{"kilometers under a policy in miles", "US Expense Policy", "K", 100, "43.5"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, p := range st.policies {
				if p.name == c.policy {
					worth := p.mileage(&journey{UnitOfMeasure: c.unit, BusinessDistance: &c.distance})
					assert.Equal(t, c.want, worth.String())
				}
			}
		})
	}
}

func TestACurrencyWithoutARateCountsOneToOne(t *testing.T) {
	t.Parallel()
	st := sample(t)
	assert.Equal(t, "1", st.rate("NZD", "EUR").String())
	assert.Equal(t, "1", st.rate("EUR", "EUR").String())
	assert.Equal(t, "1.0428", st.rate("CHF", "EUR").String())
}

func TestARateThatDividesSaysSo(t *testing.T) {
	t.Parallel()
	printed := printedRate(&expense{rate: dec("11.48"), rateDivides: true})
	assert.Equal(t, exchangeRate{"11.48000000000000", "DIVIDE"}, printed)
}
