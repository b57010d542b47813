package receipts_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestABadEReceiptSendsNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := scene{folder: folder, Kit: testkit.New(t, testkit.WithFolder(folder))}
	web := s.file(t, "meal.webp", "RIFF0000WEBP")
	ticket := args{"ticket_number": "047", "issued": "2026-11-10T10:00:00Z", "passenger": "Rita"}
	detail := func(kind, name string, value any) args {
		changed := maps.Clone(eachType()[cmp.Or(kind, "general")])
		details := maps.Clone(changed["details"].(args))
		details[name] = value
		changed["receipt_type"], changed["details"] = cmp.Or(kind, "general"), details
		return changed
	}
	for _, c := range []struct {
		name     string
		change   args
		argument string
		message  string
	}{
		{"no merchant", args{"merchant": " "}, "merchant", "is empty"},
		{"no country", args{"merchant_country": "XX"}, "merchant_country", "not a country"},
		{"a time without an offset", args{"date_time": "2026-11-19T13:05:00"}, "date_time", "UTC offset"},
		{"a day", args{"date_time": "2026-11-19"}, "date_time", "UTC offset"},
		{"a total that is none", args{"total": "much"}, "total", "must be a number"},
		{"too many decimals", args{"total": 23.805}, "total", "too many decimals"},
		{"a total beyond all", args{"total": 1e13}, "total", "larger than any receipt"},
		{"no currency", args{"currency": "EURO"}, "currency", "not a currency"},
		{"the code of no currency", args{"currency": "XXX"}, "currency", "not a currency"},
		{"a way to pay that is none", args{"payment": "shells"}, "payment", "is no way to pay; there are cash"},
		{"a number of a card alone", args{"payment": "4111111111111111"}, "payment", "payment: is no way to pay"},
		{"a card with a number", args{"payment": "Visa 4111111111111111"}, "payment", "the last four digits"},
		{"an unknown type", args{"receipt_type": "boat"}, "receipt_type", "is not one of general"},
		{"a line without a text", args{"line_items": []args{{"total": 3}}}, "line_items[0].description", "is empty"},
		{"a line without a total", args{"line_items": []args{{"description": "x"}}}, "line_items[0].total", "is empty"},
		{"an unknown member of a line", args{"line_items": []args{{"price": 3}}}, "line_items[0]", "total, quantity, unit_cost, code"},
		{"half a piece", args{"line_items": []args{{"description": "x", "total": 3, "quantity": 0.5}}}, "line_items[0].quantity", "whole number"},
		{"a line of no kind", args{"line_items": []args{{"description": "x", "total": 3, "code": " "}}}, "line_items[0].code", "is empty"},
		{"a tax without an authority", args{"taxes": []args{{"rate": 3, "amount": 1}}}, "taxes[0].authority", "neither a country"},
		{"a tax without a rate", args{"taxes": []args{{"authority": "PT", "amount": 1}}}, "taxes[0].rate", "is empty"},
		{"a tax without an amount", args{"taxes": []args{{"authority": "PT", "rate": 1}}}, "taxes[0].amount", "is empty"},
		{"an unknown detail", args{"details": args{"colour": "red"}}, "details.colour", "is not known"},
		{"a further place of what is once", args{"details": args{"reference_2": "x"}}, "details.reference_2", "is not known"},
		{"half a broker", args{"details": args{"broker": "Booker"}}, "details.broker_country", "is required"},
		{"a flag that is none", args{"details": args{"tax_invoice": "perhaps"}}, "details.tax_invoice", "not true or false"},
		{"a list for a detail", args{"details": args{"reference": []string{"a"}}}, "details.reference", "must be a string"},
		{"an empty detail", args{"details": args{"reference": nil}}, "details.reference", "is empty"},
		{"a hotel without a bill", args{"receipt_type": "hotel"}, "line_items", "is required for a hotel"},
		{
			"a rail ticket without anything",
			args{"receipt_type": "rail"},
			"details",
			"record_locator, issued, passenger, from_station, departure, to_station, arrival, train_number, class are required",
		},
		{"a third leg without its end", detail("rail", "from_station_3", "Ovar"), "details", "departure_3, to_station_3, arrival_3, train_"},
		{"an air ticket without a flight", args{"receipt_type": "air", "details": ticket}, "details", "from_airport, departure, to_airport"},
		{"an airport by its city", detail("air", "from_airport", "Lisbon"), "details.from_airport", "three letters, such as LIS"},
		{"a class in words", detail("air", "class", "Economy"), "details.class", "one letter"},
		{"a carrier of two letters", detail("air", "marketing_carrier", "TP"), "details.marketing_carrier", "three to eight"},
		{"a region that is too long", detail("", "merchant_region", "Lisbon"), "details.merchant_region", "such as BE or NY"},
		{"a duration that is none", detail("ground_transport", "duration", "35 min"), "details.duration", "such as PT35M"},
		{"a unit that is not in use", detail("ground_transport", "distance_unit", "miles"), "details.distance_unit", "is not mi or km"},
		{"a discount that is no less", detail("", "discounts_total", 3), "details.discounts_total", "like -3.00"},
		{"a stay without a night", detail("hotel", "nights", 0), "details.nights", "whole number"},
		{"a transit card with lines", args{"receipt_type": "jpt_ic_card", "line_items": []args{{"total": 1}}}, "line_items", "has none"},
		{"a transit card with taxes", args{"receipt_type": "jpt_ic_card", "taxes": []args{{"rate": 1}}}, "taxes", "has none"},
		{"an image of another type", args{"file_path": web}, "", ""},
		{"a type without an image", args{"media_type": "image/png"}, "file_path", "there is no receipt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			failure := s.Call("upload_e_receipt", aMeal(c.change)).Failure()
			if c.argument != "" {
				assert.Equal(t, c.argument, failure["argument"])
			}
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, s.Sim.Journal())
		})
	}
}

func TestARefusalOfADetailNamesThoseOfTheType(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for kind, more := range eachType() {
		sent := aMeal(args{"receipt_type": kind}, more)
		wrong := maps.Clone(sent["details"].(args))
		wrong["colour"] = "red"
		next := kit.Call("upload_e_receipt", aMeal(sent, args{"details": wrong})).Failure()["next_step"]
		names := slices.Sorted(maps.Keys(sent["details"].(args)))
		for _, name := range names {
			assert.Contains(t, next, strings.TrimSuffix(name, "_2"), kind)
		}
	}
}
