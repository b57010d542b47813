package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
)

//go:embed seed_cash_advances.json
var seedCashAdvancesText []byte

type seedCashAdvance struct {
	Owner, Name, Purpose, Comment, Currency string
	Amount                                  decimal.Decimal
	Requested, Issued                       int // days ago; Issued is 0 while it is not
	Report                                  string
}

// cashAdvances adds the cash advances of seed_cash_advances.json.
func (s *seeder) cashAdvances() error {
	var described []seedCashAdvance
	if err := json.Unmarshal(seedCashAdvancesText, &described); err != nil {
		return fmt.Errorf("read seed_cash_advances.json: %w", err)
	}
	ids := s.idsFor("cash advances")
	for _, d := range described {
		owner := s.people[d.Owner]
		if owner == nil {
			return fmt.Errorf("cash advance %q: there is no person %q", d.Name, d.Owner)
		}
		asked := workday(s.daysAgo(d.Requested, 9*60+spread(300, d.Name)))
		made := &cashAdvance{
			id: ids.hex32(), ownerID: owner.id, name: d.Name, purpose: d.Purpose, comment: d.Comment, accountCode: "1170",
			requested: money(d.Amount, d.Currency), rate: s.st.rate(d.Currency, owner.currency), status: advanceNew, created: asked, modified: asked,
		}
		if d.Issued > 0 {
			made.issue(s.st, workday(s.daysAgo(d.Issued, 14*60)))
		}
		s.st.cashAdvances = append(s.st.cashAdvances, made)
		if d.Report == "" {
			continue
		}
		on := s.reportNamed(d.Report)
		if on == nil {
			return fmt.Errorf("cash advance %q: there is no report %q", d.Name, d.Report)
		}
		on.cashAdvanceIDs = append(on.cashAdvanceIDs, made.id)
	}
	return nil
}

func (s *seeder) reportNamed(name string) *report {
	for _, r := range s.st.reports {
		if r.name == name {
			return r
		}
	}
	return nil
}
