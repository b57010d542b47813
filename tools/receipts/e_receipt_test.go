package receipts_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// uploaded is what the tests look at in an upload.
type uploaded struct {
	ReceiptID string `json:"receipt_id"`
	Status    string `json:"status"`
	Verified  bool   `json:"verified"`
	Note      string `json:"note"`
}

// shownReceipt is what the tests look at in an e-receipt.
type shownReceipt struct {
	ReceiptID   string `json:"receipt_id"`
	ReceiptType string `json:"receipt_type"`
	Merchant    string `json:"merchant"`
	City        string `json:"merchant_city"`
	Country     string `json:"merchant_country"`
	Street      string `json:"merchant_address"`
	DateTime    string `json:"date_time"`
	Total       struct {
		Value    json.Number `json:"value"`
		Currency string      `json:"currency"`
	} `json:"total"`
	Reference string            `json:"reference"`
	Payment   string            `json:"payment"`
	Details   map[string]string `json:"details"`
	LineItems []struct {
		Description string `json:"description"`
	} `json:"line_items"`
	Taxes []struct {
		Authority string `json:"authority"`
		Rate      string `json:"rate_percent"`
	} `json:"taxes"`
	HasImage bool `json:"has_image"`
	Image    *struct {
		MediaType string `json:"media_type"`
		Bytes     int    `json:"bytes"`
		SavedTo   string `json:"saved_to"`
	} `json:"image"`
	ImageNote string `json:"image_note"`
}

// atOnce is a Concur that needs no time to process a receipt.
func atOnce() testkit.Option {
	return testkit.WithSimulator(simulator.Options{ReceiptTime: -1})
}

// aMeal is a receipt of the general type with what is required, and others in its place.
func aMeal(others ...args) args {
	meal := args{
		"merchant": "Cantina Nova", "merchant_country": "PT", "date_time": "2026-11-19T13:05:00+00:00", "total": 23.80, "currency": "EUR",
	}
	for _, more := range others {
		maps.Copy(meal, more)
	}
	return meal
}

// eachType is a receipt of every type, with what its schema requires and more.
func eachType() map[string]args {
	return map[string]args{
		"general": {"details": args{"reference": "R-1", "tax_invoice": true, "broker": "Booker", "broker_country": "IE"}},
		"hotel": {
			"details": args{
				"check_in": "2026-11-17T15:00:00Z", "check_out": "2026-11-19T09:00:00Z", "nights": 2, "room_rate": 11.90,
				"guest_first_name": "Rita", "guest_last_name": "Alves", "guest_first_name_2": "Luca", "guest_last_name_2": "Ferri",
				"room_number": "12", "party_size": "2",
			},
			"line_items": []args{{"description": "Room", "total": 23.80}},
		},
		"car_rental": {"details": args{
			"start": "2026-11-17T15:00:00+01:00", "end": "2026-11-18T09:00:00+01:00", "days": 1, "pickup_city": "Porto", "dropoff_country": "ES",
			"additional_driver": false, "distance": 120.5, "distance_unit": "km", "reserved_class": "ECMR", "odometer_out": "1000",
		}},
		"ground_transport": {"details": args{
			"start": "2026-11-17T15:00:00+01:00", "duration": "PT35M", "dropoff_name": "Airport", "driver_number": "77",
		}},
		"rail": {"details": args{
			"record_locator": "K7", "issued": "2026-11-10T10:00:00+00:00", "passenger": "Rita Alves", "fare": "11.90", "fare_2": "11.90",
			"from_station": "Lisboa", "departure": "2026-11-17T08:00:00+00:00", "to_station": "Coimbra", "arrival": "2026-11-17T10:00:00+00:00",
			"train_number": "AP 1", "class": "2", "from_station_2": "Coimbra", "departure_2": "2026-11-17T11:00:00+00:00",
			"to_station_2": "Porto", "arrival_2": "2026-11-17T12:00:00+00:00", "train_number_2": "IC 5", "class_2": "2",
		}},
		"air": {"details": args{
			"ticket_number": "0472000000001", "issued": "2026-11-10T10:00:00+00:00", "passenger": "Rita Alves", "from_airport": "LIS",
			"departure": "2026-11-17T08:00:00+00:00", "to_airport": "MUC", "arrival": "2026-11-17T12:00:00+01:00", "airline": "TP",
			"marketing_carrier": "TAP", "operating_carrier": "TAP", "class": "Y", "fare_basis": "YOW", "fare": 20, "flight_number": "552",
		}},
		"jpt_ic_card": {
			"currency": "JPY", "total": 420,
			"details": args{
				"user": "rita", "app": "transit", "card_id": "JE0001", "time": "2026-11-17T08:00:00+09:00", "from_code": "1", "from_station": "Ueno",
				"to_code": "2", "to_station": "Ginza", "from_commuter_pass": true,
			},
		},
	}
}

func TestEveryTypeOfReceiptGoesInAndComesOut(t *testing.T) {
	t.Parallel()
	for name, more := range eachType() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, atOnce())
			sent := aMeal(args{"receipt_type": name, "merchant_city": "Lisboa", "merchant_address": "Rua Um 4"}, more)
			var done uploaded
			kit.Call("upload_e_receipt", sent).Into(&done)
			assert.True(t, done.Verified)
			assert.Equal(t, "PROCESSED", done.Status)
			assert.Empty(t, done.Note)

			var shown shownReceipt
			kit.Call("get_e_receipt", args{"receipt_id": done.ReceiptID}).Into(&shown)
			assert.Equal(t, name, shown.ReceiptType)
			assert.Equal(t, []string{"Cantina Nova", "Lisboa", "PT", "Rua Um 4"}, []string{shown.Merchant, shown.City, shown.Country, shown.Street})
			for detail, value := range sent["details"].(args) {
				if detail == "reference" {
					assert.Equal(t, value, shown.Reference)
					continue
				}
				assert.Contains(t, shown.Details, detail)
				if text, isText := value.(string); isText && !strings.HasSuffix(text, "Z") {
					assert.Equal(t, text, shown.Details[detail], detail)
				}
			}
		})
	}
}

func TestAGeneralReceiptIsWrittenAsConcurWantsIt(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Call("upload_e_receipt", aMeal(args{
		"date_time": "2026-11-19T13:05:00Z", "merchant_city": "Lisboa", "payment": "visa 4821",
		"line_items": []args{
			{"description": "Prato do dia", "total": "19.3"},
			{"description": "Cafe", "total": 4.5, "quantity": 3, "unit_cost": 1.5, "code": "FEE"},
		},
		"taxes":   []args{{"authority": "us-ny", "rate": "13.50", "amount": 0, "name": "Sales tax", "rate_type": "Standard"}},
		"details": args{"merchant_region": "11", "subtotal": 21.06},
	}))
	var sent simulator.Entry
	for _, entry := range kit.Sim.Writes() {
		sent = entry
	}
	assert.JSONEq(t, `{
		"dateTime": "2026-11-19T13:05:00+00:00", "total": "23.80", "currencyCode": "EUR", "subtotal": "21.06",
		"seller": {"name": "Cantina Nova", "location": {"name": "Cantina Nova",
			"address": {"addressLocality": "Lisboa", "addressCountry": "PT", "addressRegion": "11"}}},
		"payments": [{"amount": "23.80", "cardDetail": {"cardType": "Visa", "creditCardId": "4821"}}],
		"lineItems": [{"sequenceNumber": 1, "description": "Prato do dia", "total": "19.30"},
			{"sequenceNumber": 2, "description": "Cafe", "total": "4.50", "quantity": 3, "unitCost": "1.50", "semanticsCode": "FEE"}],
		"taxes": [{"authority": {"addressCountry": "US", "addressRegion": "NY"}, "rate": 13.5, "amount": "0.00",
			"name": "Sales tax", "rateType": "Standard"}]
	}`, string(sent.RequestBody))
}

func TestAReceiptSaysHowItWasPaid(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, atOnce())
	for said, want := range map[string]string{
		"": "cash", "Cash": "cash", "american express": "American Express", "MasterCard 0001": "MasterCard 0001", "apple pay": "ApplePay",
		"DirectPay": "DirectPay", "ticket 047-1": "ticket 047-1", "Amex 1001": "American Express 1001", "AMEX": "American Express",
		"Visa **** **** 4821": "Visa 4821", "visa ending in 4821": "Visa 4821", "JCB xxxx4821": "JCB 4821",
	} {
		var done uploaded
		kit.Call("upload_e_receipt", aMeal(args{"payment": said, "idempotency_key": "by " + said})).Into(&done)
		var shown shownReceipt
		kit.Call("get_e_receipt", args{"receipt_id": done.ReceiptID}).Into(&shown)
		assert.Equal(t, want, shown.Payment)
	}
}

func TestSchemasAreAskedForOnce(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var done uploaded
	kit.Call("upload_e_receipt", aMeal()).Into(&done)
	assert.True(t, done.Verified)
	assert.Equal(t, "ACCEPTED", done.Status)
	assert.Contains(t, done.Note, "get_receipt_status")
	first := kit.Operations()
	assert.Equal(t, []string{"ereceipt_create", "receipt_get_status"}, first[len(first)-2:])
	assert.Greater(t, len(first), 3, "a schema refers to others")
	kit.Sim.ResetJournal()
	kit.Call("upload_e_receipt", aMeal(args{"idempotency_key": "once more"})).Into(&done)
	assert.Equal(t, []string{"ereceipt_create", "receipt_get_status"}, kit.Operations())
}

func TestAReceiptThatDoesNotFitIsNotSent(t *testing.T) {
	t.Parallel()
	flight := maps.Clone(eachType()["air"]["details"].(args))
	flight["airline"] = "U2"
	for name, c := range map[string]struct {
		args    args
		message string
	}{
		"an airline with a digit": {aMeal(args{"receipt_type": "air", "details": flight}), "Concur's schema air-receipt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			failure := kit.Call("upload_e_receipt", c.args).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["next_step"], "takes in details")
			assert.NotContains(t, kit.Operations(), "ereceipt_create")
		})
	}
}

func TestWithoutASchemaTheBuiltInChecksRemain(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{simulator.HTMLPage, simulator.Malformed, simulator.EmptyBody, simulator.Truncated} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, atOnce())
			kit.Sim.AddFault(simulator.Fault{Operation: "receipts_schema_get", Kind: kind, Status: 404})
			var done uploaded
			kit.Call("upload_e_receipt", aMeal()).Into(&done)
			assert.True(t, done.Verified)
			assert.Contains(t, done.Note, "only the built-in checks were made")
		})
	}
}

func TestAnEReceiptWithAnImage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := scene{folder: folder, Kit: testkit.New(t, atOnce(), testkit.WithFolder(folder))}
	for name, image := range map[string]args{
		"a file":               {"file_path": s.file(t, "meal.gif", "GIF89a0000")},
		"text":                 {"file_content": encoded("GIF89a0000"), "media_type": "image/gif"},
		"a data address":       {"file_content": "data:image/gif;base64," + base64.StdEncoding.EncodeToString([]byte("GIF89a0000"))},
		"a resource":           {"resource": args{"uri": "receipt:/1", "mimeType": "image/gif", "blob": encoded("GIF89a0000")}},
		"a resource in a file": {"resource": args{"uri": "file://" + s.file(t, "other.gif", "GIF89a0000"), "mimeType": "image/gif"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var done uploaded
			s.Call("upload_e_receipt", aMeal(image)).Into(&done)
			assert.True(t, done.Verified)
			var shown shownReceipt
			s.Call("get_e_receipt", args{"receipt_id": done.ReceiptID, "include_image": true}).Into(&shown)
			require.NotNil(t, shown.Image)
			assert.Equal(t, "image/gif", shown.Image.MediaType)
			assert.Equal(t, 10, shown.Image.Bytes)
		})
	}
}

func TestALineIsShownAsItWasGiven(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, atOnce())
	var done uploaded
	kit.Call("upload_e_receipt", aMeal(args{
		"line_items": []args{{"description": "Cafe", "total": 4.5, "quantity": 3, "unit_cost": 1.5, "code": "FEE"}},
	})).Into(&done)
	var shown struct {
		LineItems []json.RawMessage `json:"line_items"`
	}
	kit.Call("get_e_receipt", args{"receipt_id": done.ReceiptID}).Into(&shown)
	require.Len(t, shown.LineItems, 1)
	assert.JSONEq(t, `{
		"description": "Cafe", "quantity": "3", "code": "FEE",
		"total": {"value": 4.50, "currency": "EUR"}, "unit_cost": {"value": 1.50, "currency": "EUR"}
	}`, string(shown.LineItems[0]))
}
