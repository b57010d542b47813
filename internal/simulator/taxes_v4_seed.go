package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

//go:embed seed_taxes.json
var seedTaxesText []byte

type seedTaxes struct {
	Authorities []struct {
		Name, Label, Code string
		Rate, ReducedRate int64 // in percent
	}
	// Reduced are the spend categories with the reduced rate.
	Reduced []string
	Reports []struct{ Name, Authority string }
}

// taxes puts a tax on what was bought on the reports of seed_taxes.json.
func (s *seeder) taxes() error {
	var file seedTaxes
	if err := json.Unmarshal(seedTaxesText, &file); err != nil {
		return fmt.Errorf("read seed_taxes.json: %w", err)
	}
	ids := s.idsFor("taxes")
	made := map[string]*taxAuthority{}
	for _, a := range file.Authorities {
		made[a.Name] = &taxAuthority{id: ids.hex32(), formID: ids.hex32(), name: a.Name, label: a.Label}
	}
	for _, described := range file.Reports {
		r, err := s.st.reportNamed(described.Name)
		if err != nil {
			return fmt.Errorf("sample taxes: %w", err)
		}
		for _, a := range file.Authorities {
			if a.Name != described.Authority {
				continue
			}
			for _, e := range r.expenses {
				rate := a.Rate
				if slices.Contains(file.Reduced, s.st.policyOf(r).typeOf(e).categoryCode) {
					rate = a.ReducedRate
				}
				if e.journey == nil {
					e.taxes = append(e.taxes, s.taxOn(e, made[a.Name], a.Code, rate))
				}
			}
		}
	}
	return nil
}

// taxOn is the tax that is in the amount of an expense, half of which can be had back.
func (s *seeder) taxOn(e *expense, owed *taxAuthority, country string, rate int64) *tax {
	whole := decimal.NewFromInt(100 + rate)
	amount := e.amount.Mul(decimal.NewFromInt(rate)).DivRound(whole, s.st.digits(e.currency))
	return &tax{
		authority: owed, code: fmt.Sprint(country, rate), reclaimCode: "R50", amount: amount, hasReclaim: true,
		reclaim: amount.DivRound(decimal.NewFromInt(2), s.st.digits(e.currency)), custom: map[string]string{},
	}
}
