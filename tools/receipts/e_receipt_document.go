package receipts

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/concur-mcp/concur-mcp/tools"
)

// document is the receipt in the nested form of Concur, with everything in place that its
// type needs.
func (in uploadEReceiptIn) document() (map[string]any, error) {
	total, err := money.write(in.Total.String(), in.Currency)
	if err != nil {
		return nil, tools.Argumentf("total", "%s", err.Error())
	}
	at, err := writeTime(strings.TrimSpace(in.DateTime))
	if err != nil {
		return nil, tools.Argumentf("date_time", "%s", err.Error())
	}
	payment, err := writePayment(in.Payment, total.(string))
	if err != nil {
		return nil, tools.Argumentf("payment", "%s", err.Error())
	}
	receipt := map[string]any{
		"dateTime": at, "total": total, "currencyCode": string(in.Currency), "payments": []any{payment},
	}
	in.addMerchant(receipt)
	if err := in.addLineItems(receipt); err != nil {
		return nil, err
	}
	if err := in.addTaxes(receipt); err != nil {
		return nil, err
	}
	if err := in.addDetails(receipt); err != nil {
		return nil, err
	}
	return receipt, in.checkNeeds(receipt)
}

// addMerchant names the seller. A transit card has another name for it, and another form
// of address.
func (in uploadEReceiptIn) addMerchant(receipt map[string]any) {
	member, names := "seller", [3]string{"addressCountry", "addressLocality", "streetAddress"}
	if in.ReceiptType == transitCard {
		member, names = "merchant", [3]string{"countryCode", "city", "address"}
	}
	address := map[string]any{}
	for i, value := range []string{string(in.MerchantCountry), in.MerchantCity, in.MerchantAddress} {
		if value != "" {
			address[names[i]] = value
		}
	}
	receipt[member] = map[string]any{"name": in.Merchant, "location": map[string]any{"name": in.Merchant, "address": address}}
}

func (in uploadEReceiptIn) addLineItems(receipt map[string]any) error {
	if in.ReceiptType == transitCard && len(in.LineItems) > 0 {
		return tools.Argumentf("line_items", "a transit card has none").WithHint("Leave them out; its legs go into details.")
	}
	var lines []any
	for i, item := range in.LineItems {
		line := map[string]any{"sequenceNumber": i + 1}
		for _, member := range []struct {
			name, argument, value string
			form                  form
			need                  need
		}{
			{"description", "description", item.Description, text, always},
			{"total", "total", item.Total.String(), money, always},
			{"quantity", "quantity", item.Quantity.String(), count, optional},
			{"unitCost", "unit_cost", item.UnitCost.String(), money, optional},
			{"semanticsCode", "code", item.Code, text, optional},
		} {
			if member.value == "" && member.need == optional {
				continue
			}
			value, err := member.form.write(member.value, in.Currency)
			if err != nil {
				return tools.Argumentf(fmt.Sprintf("line_items[%d].%s", i, member.argument), "%s", err.Error())
			}
			line[member.name] = value
		}
		lines = append(lines, line)
	}
	if lines != nil {
		receipt["lineItems"] = lines
	}
	return nil
}

// taxAuthority is a country, or a part of it: DE, US-NY.
var taxAuthority = regexp.MustCompile(`^([A-Za-z]{2})(?:-([A-Za-z0-9]{1,3}))?$`)

func (in uploadEReceiptIn) addTaxes(receipt map[string]any) error {
	if in.ReceiptType == transitCard && len(in.Taxes) > 0 {
		return tools.Argumentf("taxes", "a transit card has none").WithHint("Leave them out.")
	}
	var taxes []any
	for i, tax := range in.Taxes {
		refuse := func(member, format string, args ...any) error {
			return tools.Argumentf(fmt.Sprintf("taxes[%d].%s", i, member), format, args...).
				WithHint("Give each tax with authority, such as DE or US-NY, rate in per cent and amount.")
		}
		named := taxAuthority.FindStringSubmatch(strings.TrimSpace(tax.Authority))
		if named == nil {
			return refuse("authority", "%q is neither a country nor a part of one", clipped(tax.Authority))
		}
		rate, err := number.write(tax.Rate.String(), in.Currency)
		if err != nil {
			return refuse("rate", "%s", err.Error())
		}
		amount, err := money.write(tax.Amount.String(), in.Currency)
		if err != nil {
			return refuse("amount", "%s", err.Error())
		}
		authority := map[string]any{"addressCountry": strings.ToUpper(named[1])}
		if named[2] != "" {
			authority["addressRegion"] = strings.ToUpper(named[2])
		}
		written := map[string]any{"authority": authority, "rate": rate, "amount": amount}
		for name, value := range map[string]string{"name": tax.Name, "rateType": tax.RateType} {
			if value != "" {
				written[name] = value
			}
		}
		taxes = append(taxes, written)
	}
	if taxes != nil {
		receipt["taxes"] = taxes
	}
	return nil
}

// furtherPlace is the end of the name of a detail that stands in a list, behind the first.
var furtherPlace = regexp.MustCompile(`^(.+)_([2-9]|1\d|20)$`)

// addDetails puts the details where the schema of the type has them.
func (in uploadEReceiptIn) addDetails(receipt map[string]any) error {
	table := in.ReceiptType.detailsOf()
	find := func(name string) int { return slices.IndexFunc(table, func(d detail) bool { return d.name == name }) }
	for _, name := range slices.Sorted(maps.Keys(in.Details)) {
		at, place := find(name), 0
		if further := furtherPlace.FindStringSubmatch(name); at < 0 && further != nil {
			at = find(further[1])
			place, _ = strconv.Atoi(further[2]) // It is a number up to 20.
			place--
		}
		if at < 0 || (place > 0 && !strings.Contains(table[at].path, "#")) {
			return in.refuseDetail(name, "is not known")
		}
		value, err := table[at].form.write(string(in.Details[name]), in.Currency)
		if err != nil {
			return in.refuseDetail(name, err.Error())
		}
		put(receipt, table[at].steps(place), value)
	}
	in.number(receipt)
	return nil
}

func (in uploadEReceiptIn) refuseDetail(name, reason string) error {
	return tools.Argumentf("details."+clipped(name), "%s", reason).WithHint("%s", in.ReceiptType.takes())
}

// number counts what the schema wants counted: coupons, and legs of a transit card.
func (in uploadEReceiptIn) number(receipt map[string]any) {
	switch in.ReceiptType {
	case "air":
		for i := range listAt(receipt, "tickets.0.coupons") {
			put(receipt, detail{path: "tickets.0.coupons.#.couponNumber"}.steps(i), strconv.Itoa(i+1))
		}
	case transitCard:
		for i := range listAt(receipt, "segments") {
			put(receipt, detail{path: "segments.#.sequenceNumber"}.steps(i), i+1)
		}
	}
}

// checkNeeds finds all that the schema of the type requires and nobody gave.
func (in uploadEReceiptIn) checkNeeds(receipt map[string]any) error {
	if in.ReceiptType == "hotel" && len(in.LineItems) == 0 {
		return tools.Argumentf("line_items", "is required for a hotel").WithHint("Give each line of the bill with description and total.")
	}
	var missing []string
	for _, d := range in.ReceiptType.detailsOf() {
		_, begun := receipt[d.steps(0)[0]]
		if d.need == optional || (d.need == within && !begun) {
			continue
		}
		for place := range d.places(receipt) {
			if _, given := look(receipt, d.steps(place)); given {
				continue
			}
			if d.form == here {
				put(receipt, d.steps(place), string(in.MerchantCountry))
				continue
			}
			missing = append(missing, d.nameAt(place))
		}
	}
	switch len(missing) {
	case 0:
		return nil
	case 1:
		return in.refuseDetail(missing[0], "is required")
	default:
		return tools.Argumentf("details", "%s are required", strings.Join(missing, ", ")).WithHint("%s", in.ReceiptType.takes())
	}
}
