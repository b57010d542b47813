package simulator

import (
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// journeyLimit in characters, of the places of a journey.
const journeyLimit = 100

// kilometers in a mile.
var kilometersPerMile = decimal.RequireFromString("1.609344")

// mileage is what a journey is worth under the policy, rounded to cents: the
// business distance, in the unit of the policy, times its rate.
func (p *policy) mileage(j *journey) decimal.Decimal {
	distance := decimal.NewFromInt(int64(*j.BusinessDistance))
	switch {
	case j.UnitOfMeasure == p.mileageUnit:
	case p.mileageUnit == "K":
		distance = distance.Mul(kilometersPerMile)
	default:
		distance = distance.Div(kilometersPerMile)
	}
	return distance.Mul(p.mileageRate).Round(2)
}

// mistake says what is wrong with a journey of a personal car (Expense Entries v3 >
// Journey); empty if nothing is.
func (j *journey) mistake() string {
	distances := 0
	for _, distance := range []*int{j.BusinessDistance, j.PersonalDistance} {
		if distance != nil {
			distances += *distance
		}
	}
	switch {
	case j.StartLocation == "" || j.EndLocation == "":
		return "Journey.StartLocation and Journey.EndLocation are required"
	case utf8.RuneCountInString(j.StartLocation) > journeyLimit || utf8.RuneCountInString(j.EndLocation) > journeyLimit:
		return "Journey.StartLocation and Journey.EndLocation have at most 100 characters"
	case j.UnitOfMeasure != "M" && j.UnitOfMeasure != "K":
		return "Journey.UnitOfMeasure must be M or K"
	case j.BusinessDistance == nil || *j.BusinessDistance <= 0:
		return "Journey.BusinessDistance is required and must be above zero"
	case (j.OdometerStart == nil) != (j.OdometerEnd == nil):
		return "Journey.OdometerStart and Journey.OdometerEnd go together"
	case j.OdometerStart != nil && *j.OdometerEnd <= *j.OdometerStart:
		return "Journey.OdometerEnd must be above Journey.OdometerStart"
	case j.OdometerStart != nil && *j.OdometerEnd-*j.OdometerStart != distances:
		return "Journey.OdometerEnd less Journey.OdometerStart must be the distance driven"
	default:
		return ""
	}
}
