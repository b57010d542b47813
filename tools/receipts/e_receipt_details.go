package receipts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// receiptType is what a receipt is for; none stands for general.
type receiptType string

// Values lists the types (Receipts v4 > Supported Receipt Types).
func (receiptType) Values() []string {
	return []string{"general", "air", "car_rental", "ground_transport", "hotel", "jpt_ic_card", "rail"}
}

const transitCard receiptType = "jpt_ic_card"

// schema is the name of the type's schema.
func (t receiptType) schema() string {
	if t == "" {
		t = "general"
	}
	return strings.ReplaceAll(string(t), "_", "-") + "-receipt"
}

// typeOfSchema is the type that a schema belongs to; its name where that is unknown.
func typeOfSchema(schema string) receiptType {
	return receiptType(strings.ReplaceAll(strings.TrimSuffix(schema, "-receipt"), "-", "_"))
}

// details are the values that belong to one type of receipt, by the names of its table.
type details map[string]fact

// fact is a value in words: numbers and flags come with and without quotes.
type fact string

// UnmarshalJSON implements json.Unmarshaler.
func (f *fact) UnmarshalJSON(raw []byte) error {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	switch value := value.(type) {
	case json.Number, bool:
		*f = fact(fmt.Sprint(value))
		return nil
	default:
		return json.Unmarshal(raw, (*string)(f))
	}
}

// need says when a detail must be there.
type need int

const (
	optional need = iota
	always
	within // if there is anything else in the same object of the receipt
)

// detail is a value with its place in the document. "#" in the path stands for the place
// in a list: the first has the plain name, further ones have _2, _3 behind it.
type detail struct {
	name, path string
	form       form
	need       need
}

// detailsOf is the table of a type: what its schema has beside the arguments of the tool.
func (t receiptType) detailsOf() []detail {
	switch t {
	case "air":
		return append(common(), air()...)
	case "car_rental":
		return append(common(), carRental()...)
	case "ground_transport":
		return append(common(), groundTransport()...)
	case "hotel":
		return append(common(), hotel()...)
	case "rail":
		return append(common(), rail()...)
	case transitCard:
		return transit()
	default:
		return common()
	}
}

func common() []detail {
	const at = "seller.location."
	return []detail{
		{"reference", "reference", text, optional},
		{"collection_reference", "collectionReference", text, optional},
		{"tax_invoice", "taxInvoice", flag, optional},
		{"subtotal", "subtotal", money, optional},
		{"taxes_total", "taxesTotal", money, optional},
		{"discounts_total", "discountsTotal", discount, optional},
		{"tax_id", "seller.taxId", text, optional},
		{"merchant_region", at + "address.addressRegion", region, optional},
		{"merchant_postal_code", at + "address.postalCode", text, optional},
		{"merchant_phone", at + "telephoneNumber", text, optional},
		{"merchant_email", at + "emailAddress", text, optional},
		{"merchant_website", at + "internetAddress", text, optional},
		{"store_number", at + "number", text, optional},
		{"broker", "broker.name", text, within},
		{"broker_country", "broker.location.address.addressCountry", country, within},
	}
}

func hotel() []detail {
	return []detail{
		{"check_in", "checkInDateTime", dateTime, always},
		{"check_out", "checkOutDateTime", dateTime, always},
		{"nights", "nightsStayed", whole, always},
		{"room_rate", "room.averageDailyRoomRate", money, always},
		{"guest_first_name", "guests.#.firstName", text, always},
		{"guest_last_name", "guests.#.lastName", text, always},
		{"room_number", "room.roomNumber", text, optional},
		{"room_type", "room.roomType", text, optional},
		{"rate_plan", "room.ratePlanType", text, optional},
		{"confirmation_number", "confirmationNumber", text, optional},
		{"party_size", "numberInParty", count, optional},
		{"itinerary_locator", "itineraryLocator", text, optional},
		{"segment_locator", "segmentLocator", text, optional},
	}
}

func air() []detail {
	const ticket, coupon = "tickets.0.", "tickets.0.coupons.#."
	return []detail{
		{"itinerary_locator", "itineraryLocator", text, optional},
		{"ticket_number", ticket + "number", text, within},
		{"issued", ticket + "issueDateTime", dateTime, within},
		{"passenger", ticket + "passengerName", text, within},
		{"record_locator", ticket + "recordLocator", text, optional},
		{"agency", ticket + "agencyName", text, optional},
		{"agency_number", ticket + "IATAAgencyNumber", agencyNumber, optional},
		{"pseudo_city", ticket + "pseudoCityCode", airport, optional},
		{"from_airport", coupon + "originationAirportIATACode", airport, within},
		{"departure", coupon + "originationDateTime", dateTime, within},
		{"to_airport", coupon + "destinationAirportIATACode", airport, within},
		{"arrival", coupon + "destinationDateTime", dateTime, within},
		{"airline", coupon + "operatingAirlineCode", airline, within},
		{"marketing_carrier", coupon + "marketingCarrier", carrier, within},
		{"operating_carrier", coupon + "operatingCarrier", carrier, within},
		{"class", coupon + "classOfServiceCode", bookingClass, within},
		{"fare_basis", coupon + "fareBasisCode", fareBasis, within},
		{"fare", coupon + "fare", money, within},
		{"flight_number", coupon + "flightNumber", text, optional},
		{"ticket_designator", coupon + "ticketDesignatorCode", designator, optional},
	}
}

func rail() []detail {
	const ticket, segment = "railTickets.0.", "railTickets.0.segments.#."
	return []detail{
		{"itinerary_locator", "itineraryLocator", text, optional},
		{"record_locator", ticket + "recordLocator", text, always},
		{"issued", ticket + "issueDateTime", dateTime, always},
		{"passenger", ticket + "passengerName", text, always},
		{"ticket_number", ticket + "ticketNumber", text, optional},
		{"ticket_fare", ticket + "fare", money, optional},
		{"from_station", segment + "departureStation", text, always},
		{"departure", segment + "departureDateTime", dateTime, always},
		{"to_station", segment + "arrivalStation", text, always},
		{"arrival", segment + "arrivalDateTime", dateTime, always},
		{"train_number", segment + "trainNumber", text, always},
		{"class", segment + "classOfServiceCode", text, always},
		{"train_type", segment + "trainType", text, optional},
		{"fare", segment + "fare", money, optional},
	}
}

func groundTransport() []detail {
	return append([]detail{
		{"start", "startDateTime", dateTime, always},
		{"end", "endDateTime", dateTime, optional},
		{"duration", "travelDuration", duration, optional},
		{"driver_number", "driverNumber", text, optional},
		{"class", "classOfService", text, optional},
		{"map_url", "mapUrl", mapAddress, optional},
	}, ride(within)...)
}

func carRental() []detail {
	return append([]detail{
		{"start", "startDateTime", dateTime, always},
		{"end", "endDateTime", dateTime, always},
		{"days", "rentalDays", count, always},
		{"agreement_number", "rentalAgreementNumber", text, optional},
		{"confirmation_number", "confirmationNumber", text, optional},
		{"driver", "driverName", text, optional},
		{"additional_driver", "additionalDriver", flag, optional},
		{"vehicle", "vehicle.description", text, optional},
		{"registration_number", "vehicle.registrationNumber", text, optional},
		{"reserved_class", "vehicle.classReservedCode", vehicleClass, optional},
		{"rented_class", "vehicle.classRentedCode", vehicleClass, optional},
		{"charged_class", "vehicle.classChargedCode", vehicleClass, optional},
		{"engine_size", "vehicle.engineSize", engineSize, optional},
		{"odometer_out", "odometerReadingOut", number, optional},
		{"odometer_in", "odometerReadingIn", number, optional},
	}, ride(always)...)
}

// ride is what a way from one place to another has. dropoff says whether there is always
// a place where it ends.
func ride(dropoff need) []detail {
	rows := []detail{
		{"distance", "distance.totalDistance", number, within},
		{"distance_unit", "distance.unit", distanceUnit, within},
		{"itinerary_locator", "itineraryLocator", text, optional},
		{"segment_locator", "segmentLocator", text, optional},
	}
	for _, end := range []struct {
		name string
		need need
	}{{"pickup", always}, {"dropoff", dropoff}} {
		at := end.name + "Location."
		rows = append(rows,
			detail{end.name + "_country", at + "address.addressCountry", here, end.need},
			detail{end.name + "_city", at + "address.addressLocality", text, optional},
			detail{end.name + "_address", at + "address.streetAddress", text, optional},
			detail{end.name + "_name", at + "name", text, optional},
		)
	}
	return rows
}

// transit is the Japanese transit card. What its user and app are is not documented.
func transit() []detail {
	const segment = "segments.#."
	return []detail{
		{"user", "user", text, always},
		{"app", "app", text, always},
		{"card_id", "icCardId", cardID, always},
		{"time", segment + "dateTime", dateTime, always},
		{"from_code", segment + "fromStationCode", text, always},
		{"from_station", segment + "fromStationName", text, always},
		{"to_code", segment + "toStationCode", text, always},
		{"to_station", segment + "toStationName", text, always},
		{"from_commuter_pass", segment + "fromIsCommuterPass", flag, optional},
		{"to_commuter_pass", segment + "toIsCommuterPass", flag, optional},
	}
}

// takes tells the details of a type in a sentence, the required ones first.
func (t receiptType) takes() string {
	var required, others []string
	several := false
	for _, d := range t.detailsOf() {
		several = several || strings.Contains(d.path, "#")
		if d.need == always && d.form != here {
			required = append(required, d.name)
		} else {
			others = append(others, d.name)
		}
	}
	slices.Sort(others)
	name := string(t)
	if name == "" {
		name = "general"
	}
	text := name + " takes in details "
	if len(required) > 0 {
		text += strings.Join(required, ", ") + "; and if known "
	}
	text += strings.Join(others, ", ") + "."
	if several {
		text += " Further guests or legs have the same names with _2, _3 behind them."
	}
	return text
}
