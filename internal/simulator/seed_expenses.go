package simulator

import (
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// expense makes the expense at a place of a report: what, where, when and for how
// much follow from the kind of the report and the vendor table.
func (s *seeder) expense(described seedReport, place seedLocation, under *policy, i int) (*expense, error) {
	kind := s.file.Kinds[described.Kind]
	if len(kind) == 0 {
		return nil, fmt.Errorf("there is no kind of report %q", described.Kind)
	}
	typeID := kind[i%len(kind)]
	spentOn := under.expenseType(typeID)
	if spentOn == nil {
		return nil, fmt.Errorf("%s has no expense type %q", under.name, typeID)
	}
	e := &expense{
		id: s.ids.hex32(), v3ID: s.ids.protected("gWidFO7ik"), typeID: typeID, paymentTypeID: "CASH", date: s.dateOf(described, i),
		currency: place.Currency, rate: s.st.rate(place.Currency, under.currency), locationID: s.locationID(place.City), taxReceiptType: "N",
		billable: spread(7, described.Name, i, "billable") == 0, personal: slices.Contains(described.Personal, i),
		rejected: slices.Contains(described.Rejected, i), custom: map[string]string{},
	}
	if spentOn.needsPurpose || spread(3, described.Name, i, "purpose") == 0 {
		e.purpose = described.Purpose
	}
	if spentOn.isMileage {
		s.drive(e, described, under, i)
		return e, nil
	}
	prices, found := s.file.Vendors[typeID]
	if !found {
		return nil, fmt.Errorf("nobody sells expense type %q", typeID)
	}
	e.vendor = oneOf(prices.in(place.Country), described.Name, i, "vendor")
	price := between(prices.Low, prices.High, described.Name, i, "price").Div(e.rate).Round(s.st.digits(e.currency))
	if e.amount = price; spentOn.needsItemization {
		s.stay(e, price, max(described.Nights, 1), slices.Contains(described.NoItems, i))
	}
	if slices.Contains(described.ItemDiff, i) {
		e.amount = e.amount.Add(decimal.NewFromInt(12))
	}
	s.pay(e, described, i)
	if slices.Contains(described.Undefined, i) {
		e.typeID = undefinedType
	}
	return e, nil
}

func (v seedVendors) in(country string) []string {
	if country == "US" {
		return v.US
	}
	return v.EMEA
}

// dateOf spreads the expenses of a report over the days of its trip, or over two
// weeks where there was none.
func (s *seeder) dateOf(described seedReport, i int) time.Time {
	if slices.Contains(described.Future, i) {
		return s.daysAgo(-3, 0)
	}
	span := described.Nights
	if span == 0 {
		span = 12
	}
	return s.daysAgo(described.Ended+span-span*i/max(described.Expenses-1, 1), 0)
}

func (s *seeder) locationID(city string) string {
	for _, l := range s.st.locations {
		if l.city == city {
			return l.id
		}
	}
	return ""
}

// drive makes the expense one of mileage: a distance in place of an amount.
func (s *seeder) drive(e *expense, described seedReport, under *policy, i int) {
	distance := 24 + spread(160, described.Name, i, "distance")
	e.currency, e.rate = under.currency, decimal.NewFromInt(1)
	e.journey = &journey{
		StartLocation:    described.City,
		EndLocation:      "Customer site",
		UnitOfMeasure:    under.mileageUnit,
		BusinessDistance: &distance,
	}
	e.amount = under.mileage(e.journey)
}

// stay makes the expense one of a hotel: so many nights at a price, each with a tax
// of a fifteenth. The bill is in one piece where its owner has not itemized it yet.
func (s *seeder) stay(e *expense, price decimal.Decimal, nights int, inOnePiece bool) {
	tax := price.DivRound(decimal.NewFromInt(15), s.st.digits(e.currency))
	e.amount = price.Add(tax).Mul(decimal.NewFromInt(int64(nights)))
	if inOnePiece {
		return
	}
	for night := range nights {
		e.itemizations = append(e.itemizations, s.itemization(e, "ROOMX", price, night), s.itemization(e, "LODTX", tax, night))
	}
}

func (s *seeder) itemization(e *expense, typeID string, amount decimal.Decimal, night int) *expense {
	return &expense{
		id: s.ids.hex32(), v3ID: s.ids.protected("gWidFO7ik"), typeID: typeID, paymentTypeID: e.paymentTypeID, date: e.date.AddDate(0, 0, night),
		amount: amount, currency: e.currency, rate: e.rate, vendor: e.vendor, locationID: e.locationID, taxReceiptType: "N",
		custom: map[string]string{}, modified: e.date,
	}
}

// pay decides how the expense was paid. Travel goes on the company card where the
// report says so; cards deliver their transactions, and those cannot be changed.
func (s *seeder) pay(e *expense, described seedReport, i int) {
	travel := slices.Contains([]string{"AIRFR", "HOTEL", "CARRT", "TRAIN"}, e.typeID)
	switch {
	case described.Card && travel:
		e.paymentTypeID, e.cardMatched = "1021", true
	case spread(9, described.Name, i, "payment") == 0:
		e.paymentTypeID, e.cardMatched = "1022", true
	case spread(5, described.Name, i, "payment") == 0:
		e.paymentTypeID = "PERC"
	}
	for _, item := range e.itemizations {
		item.paymentTypeID = e.paymentTypeID
	}
}

// repeat makes an expense look like one that was entered twice.
func repeat(e, original *expense) {
	e.typeID, e.vendor, e.date, e.currency = original.typeID, original.vendor, original.date, original.currency
	e.amount, e.rate, e.posted, e.itemizations = original.amount, original.rate, original.posted, nil
	e.purpose, e.journey = original.purpose, original.journey
}

// attachReceipts gives an image to every expense that needs one, and to half of the
// others, save those that the file leaves without.
func (s *seeder) attachReceipts(r *report, described seedReport) {
	for i, e := range r.expenses {
		needed := s.st.needsImage(r, e)
		if slices.Contains(described.NoReceipt, i) || e.journey != nil || (!needed && spread(2, r.name, i, "receipt") == 0) {
			continue
		}
		receipt := &image{id: s.ids.hex32(), ownerID: r.ownerID, media: "application/pdf", bytes: 40_000 + spread(400_000, r.name, i, "size")}
		e.imageID, e.taxReceiptType = receipt.id, "R"
		s.st.images = append(s.st.images, receipt)
	}
}
