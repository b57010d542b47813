package expenses

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"unicode/utf8"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// receiptType is what kind of receipt there is for the tax office.
type receiptType string

// Values lists tax receipt, regular receipt and none (v3 > TaxReceiptType).
func (receiptType) Values() []string { return []string{"T", "R", "N"} }

// distanceUnit is miles or kilometres.
type distanceUnit string

// Values lists the units (v3 > Journey).
func (distanceUnit) Values() []string { return []string{"M", "K"} }

// journeyIn is what a mileage expense has in place of an amount.
type journeyIn struct {
	From     string       `json:"from"`
	To       string       `json:"to"`
	Distance int          `json:"distance"`
	Unit     distanceUnit `json:"unit"`
}

func (j *journeyIn) entry() (*concur.Journey, error) {
	if j == nil {
		return nil, nil //nolint:nilnil // No journey is what most expenses have.
	}
	const longestPlace, farthest = 100, 100_000
	for name, place := range map[string]string{"journey.from": j.From, "journey.to": j.To} {
		if n := utf8.RuneCountInString(place); n > longestPlace {
			return nil, tools.Argumentf(name, "has %d characters; Concur takes %d", n, longestPlace)
		}
	}
	if j.Distance < 1 || j.Distance > farthest {
		return nil, tools.Argumentf("journey.distance", "%d is not between 1 and %d", j.Distance, farthest)
	}
	return &concur.Journey{
		StartLocation: j.From, EndLocation: j.To, BusinessDistance: concur.Whole(j.Distance), UnitOfMeasure: string(j.Unit),
	}, nil
}

// finest is a currency with four decimals, the most that there are.
const finest concur.Currency = "CLF"

// money checks an amount with its currency, and the rate to that of the report.
// Each may be missing.
func money(entry *concur.EntryWrite, amount json.Number, currency concur.Currency, rate json.Number) error {
	entry.TransactionCurrencyCode = string(currency)
	if amount != "" {
		parsed, err := concur.ParseAmount(amount, currency)
		if _, otherwise := concur.ParseAmount(amount, finest); err != nil && currency == "" && otherwise == nil {
			return tools.Argumentf("amount", "%s has more than two decimals; if its currency has so many, give its currency too", amount)
		}
		if err != nil {
			return tools.Argumentf("amount", "%s", err.Error())
		}
		entry.TransactionAmount = &parsed
	}
	if rate != "" {
		parsed, err := concur.ParseExchangeRate(rate)
		if err != nil {
			return tools.Argumentf("exchange_rate", "%s", err.Error())
		}
		entry.ExchangeRate = &parsed
	}
	return nil
}

// locate finds the id of a location that is named.
func locate(ctx context.Context, session *concur.Session, ref concur.Ref) (string, error) {
	if ref == "" {
		return "", nil
	}
	id, err := session.FindLocation(ctx, ref)
	var nowhere *concur.LookupError
	if errors.As(err, &nowhere) && !nowhere.Ambiguous && len(nowhere.Candidates) == 0 {
		return "", tools.Argumentf("location", "%s", err.Error()).
			WithHint("Give the city alone, as Concur spells it, or another city nearby. Leave it out if there is none.")
	}
	return id, err
}

// joined checks custom fields and org units and puts them together.
func joined(fields, units concur.CustomFields) (concur.CustomFields, error) {
	if err := view.CheckCustom(fields); err != nil {
		return nil, err
	}
	all := concur.CustomFields{}
	maps.Copy(all, fields)
	for name, value := range units {
		if concur.IsCustomField(name) {
			return nil, tools.Argumentf("org_units", "%s is not an org unit", name).WithHint("Give it in custom_fields.")
		}
		if _, given := fields[name]; given {
			return nil, tools.Argumentf("org_units", "%s is given in custom_fields too", name).WithHint("Give it once.")
		}
		all[name] = value
	}
	if err := all.Check(); err != nil {
		return nil, tools.Argumentf("org_units", "%s", err.Error())
	}
	return all, nil
}
