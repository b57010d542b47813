package receipts

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
)

// form is how a value is written in a receipt.
type form int

const (
	text form = iota
	dateTime
	money    // a JSON string without a currency
	discount // money below zero
	number
	whole // at least one
	count // whole, or none
	flag
	country
	here // the merchant's country, unless said otherwise

	// Codes: form.spelling has them.
	region
	airport
	airline
	carrier
	bookingClass
	fareBasis
	designator
	agencyNumber
	vehicleClass
	engineSize
	distanceUnit
	duration
	mapAddress
	cardID
)

// write brings a value into its form.
func (f form) write(value string, currency concur.Currency) (any, error) {
	value = strings.TrimSpace(value)
	if value == "" {
		return nil, errors.New("is empty")
	}
	switch f {
	case dateTime:
		return writeTime(value)
	case money:
		return writeMoney(value, currency)
	case discount:
		amount, err := writeMoney(value, currency)
		if err == nil && !strings.HasPrefix(amount, "-") {
			err = fmt.Errorf("%s is not below zero; write a discount like -%s", amount, amount)
		}
		return amount, err
	case number:
		return writeNumber(value)
	case whole, count:
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || (f == whole && n == 0) {
			return nil, fmt.Errorf("%q is not a whole number that fits here", clipped(value))
		}
		return n, nil
	case flag:
		if value != "true" && value != "false" {
			return nil, fmt.Errorf("%q is not true or false", clipped(value))
		}
		return value == "true", nil
	case country, here:
		var code concur.Country
		err := code.UnmarshalText([]byte(value))
		return string(code), err
	default:
		return value, f.check(value)
	}
}

// writeTime takes a time with at least the hour, and a numeric UTC offset: Concur refuses
// a bare Z (Supported Receipt Types > dateTime).
func writeTime(value string) (string, error) {
	const numeric = "2006-01-02T15:04:05-07:00"
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700",
	} {
		if at, err := time.Parse(layout, value); err == nil {
			return at.Format(numeric), nil
		}
	}
	return "", fmt.Errorf("%q is not a time with its UTC offset; write it like 2026-03-03T13:05:00+01:00", clipped(value))
}

// largest is a bound against slips of the keyboard, not a rule of Concur.
const largest = 1_000_000_000_000

func writeMoney(value string, currency concur.Currency) (string, error) {
	var amount concur.Decimal
	digits := currency.Digits()
	switch err := amount.UnmarshalJSON([]byte(value)); {
	case err != nil:
		return "", fmt.Errorf("%q is not an amount; write a number such as 84.20", clipped(value))
	case !amount.Equal(amount.Truncate(digits)):
		return "", fmt.Errorf("%s has too many decimals; %s has %d", amount, currency, digits)
	case amount.Abs().GreaterThanOrEqual(concur.Whole(largest).Decimal):
		return "", fmt.Errorf("%s is larger than any receipt", amount)
	}
	return amount.StringFixed(digits), nil
}

func writeNumber(value string) (json.Number, error) {
	var parsed concur.Decimal
	if err := parsed.UnmarshalJSON([]byte(value)); err != nil {
		return "", fmt.Errorf("%q is not a number", clipped(value))
	}
	return json.Number(parsed.String()), nil
}

// How something is paid (Supported Receipt Types > payment).
func cardTypes() []string {
	return []string{
		"American Express", "Diners Club", "Discover", "MasterCard", "Visa", "Carte Blanche", "Enroute", "Universal Air Travel",
		"JCB", "EuroCard",
	}
}

func paymentSources() []string {
	return []string{
		"GhostCard", "LodgeCard", "DirectPay", "Invoice", // by the company
		"ApplePay", "AndroidPay", "SamsungPay", "PayPal", "OlaMoney", // by a wallet
	}
}

// lastFour are the last digits of a card, bare or as slips print them: **** 4821.
var lastFour = regexp.MustCompile(`^(?:ending in |ending |[*xX.•# -]+)?(\d{4})$`)

// writePayment reads how the whole receipt was paid: in cash unless it says otherwise.
// What cannot be read is not repeated: it may be the number of a card.
func writePayment(how, total string) (map[string]any, error) {
	payment := map[string]any{"amount": total}
	how = strings.Join(strings.Fields(how), " ")
	if how == "" || strings.EqualFold(how, "cash") {
		return payment, nil
	}
	for _, source := range paymentSources() {
		if strings.EqualFold(source, strings.ReplaceAll(how, " ", "")) {
			payment["source"] = source
			return payment, nil
		}
	}
	if first, number, _ := strings.Cut(how, " "); strings.EqualFold(first, "ticket") && number != "" {
		payment["ticketNumber"] = number
		return payment, nil
	}
	if first, rest, _ := strings.Cut(how, " "); strings.EqualFold(first, "Amex") {
		how = strings.TrimSpace("American Express " + rest)
	}
	for _, kind := range cardTypes() {
		if len(how) < len(kind) || !strings.EqualFold(how[:len(kind)], kind) {
			continue
		}
		card := map[string]any{"cardType": kind}
		digits := strings.TrimSpace(how[len(kind):])
		if found := lastFour.FindStringSubmatch(digits); found != nil {
			card["creditCardId"] = found[1]
		} else if digits != "" {
			return nil, fmt.Errorf("behind %s stand the last four digits of the card, and nothing else", kind)
		}
		payment["cardDetail"] = card
		return payment, nil
	}
	return nil, fmt.Errorf("is no way to pay; there are cash, ticket with its number, %s, and with the last four digits behind it %s",
		strings.Join(paymentSources(), ", "), strings.Join(cardTypes(), ", "))
}

func clipped(value string) string {
	const longest = 60
	runes := []rune(value)
	return string(runes[:min(len(runes), longest)])
}
