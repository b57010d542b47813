package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
)

//go:embed seed_cards.json
var seedCardsText []byte

type seedCharge struct {
	Owner, Merchant, City, Currency, Code string
	Amount                                decimal.Decimal
	Ago                                   int // days
}

// cards adds the charges that are on no report yet.
func (s *seeder) cards() error {
	var described []seedCharge
	if err := json.Unmarshal(seedCardsText, &described); err != nil {
		return fmt.Errorf("read seed_cards.json: %w", err)
	}
	ids := s.idsFor("cards")
	for _, d := range described {
		owner, place := s.people[d.Owner], s.st.location(s.locationID(d.City))
		if owner == nil || place == nil {
			return fmt.Errorf("card charge at %s: there is no person %q or no location %q", d.Merchant, d.Owner, d.City)
		}
		s.st.cardCharges = append(s.st.cardCharges, &cardCharge{
			id: ids.hex20(), ownerID: owner.id, date: s.daysAgo(d.Ago, 0), money: money(d.Amount, d.Currency), merchant: d.Merchant,
			place: *place, code: d.Code,
		})
	}
	return nil
}
