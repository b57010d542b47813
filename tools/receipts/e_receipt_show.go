package receipts

import (
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// eReceiptRow is an e-receipt as a list shows it.
type eReceiptRow struct {
	ReceiptID    concur.ReceiptID `json:"receipt_id"`
	ReceiptType  receiptType      `json:"receipt_type"`
	Merchant     render.Text      `json:"merchant,omitempty"`
	City         render.Text      `json:"merchant_city,omitempty"`
	Country      render.Text      `json:"merchant_country,omitempty"`
	DateTime     render.Text      `json:"date_time,omitempty"`
	Total        *render.Money    `json:"total,omitempty"`
	Reference    render.Text      `json:"reference,omitempty"`
	Payment      render.Text      `json:"payment,omitempty"`
	TaxesTotal   *render.Money    `json:"taxes_total,omitempty"`
	Received     string           `json:"received,omitempty"`
	HasImage     bool             `json:"has_image"`
	Digitization string           `json:"digitization,omitempty"`
	OwnerID      concur.UserID    `json:"owner_id,omitempty"`
}

// eReceiptSummary names the fields that a row has unless others are asked for.
func eReceiptSummary() []string {
	return []string{"receipt_id", "receipt_type", "merchant", "date_time", "total", "reference", "received"}
}

func rowOf(e concur.EReceipt) eReceiptRow {
	seller := e.Data.SoldBy()
	address := seller.Location.Address
	return eReceiptRow{
		ReceiptID: e.ID, ReceiptType: typeOfSchema(e.Schema), Merchant: render.Text(seller.Name),
		City: either(address.City, address.CityName), Country: either(address.Country, address.CountryCode),
		DateTime: render.Text(e.Data.DateTime), Total: amountOf(&e.Data.Total, e), Reference: render.Text(e.Data.Reference),
		Payment: paidBy(e.Data.Payments), TaxesTotal: amountOf(e.Data.TaxesTotal, e),
		Received: e.Received, HasImage: e.HasImage, Digitization: digitizing(e.Digitization), OwnerID: e.UserID,
	}
}

func either(first, second string) render.Text {
	if first == "" {
		return render.Text(second)
	}
	return render.Text(first)
}

// amountOf shows an amount where the merchant gave it a currency; what else stands there
// is some text.
func amountOf(value *concur.Decimal, e concur.EReceipt) *render.Money {
	var currency concur.Currency
	if value == nil || currency.UnmarshalText([]byte(e.Data.Currency)) != nil {
		return nil
	}
	return view.MoneyOf(*value, string(currency))
}

// paidBy says how a receipt was paid, as upload_e_receipt takes it.
func paidBy(payments []concur.ReceiptPayment) render.Text {
	var ways []string
	for _, p := range payments {
		switch {
		case p.Card.Type != "":
			ways = append(ways, strings.TrimSpace(p.Card.Type+" "+p.Card.LastFour))
		case p.Source != "":
			ways = append(ways, p.Source)
		case p.TicketNumber != "":
			ways = append(ways, "ticket "+p.TicketNumber)
		default:
			ways = append(ways, "cash")
		}
	}
	return render.Text(strings.Join(ways, ", "))
}

// eReceiptDetail is an e-receipt in full.
type eReceiptDetail struct {
	eReceiptRow
	Street    render.Text            `json:"merchant_address,omitempty"`
	Subtotal  *render.Money          `json:"subtotal,omitempty"`
	LineItems []lineItemOut          `json:"line_items,omitempty"`
	Taxes     []taxOut               `json:"taxes,omitempty"`
	Details   map[string]render.Text `json:"details,omitempty"`
}

type lineItemOut struct {
	Description render.Text   `json:"description"`
	Total       *render.Money `json:"total,omitempty"`
	Quantity    string        `json:"quantity,omitempty"`
	UnitCost    *render.Money `json:"unit_cost,omitempty"`
	Code        render.Text   `json:"code,omitempty"`
}

type taxOut struct {
	Authority render.Text   `json:"authority,omitempty"`
	Name      render.Text   `json:"name,omitempty"`
	Rate      string        `json:"rate_percent,omitempty"`
	RateType  render.Text   `json:"rate_type,omitempty"`
	Amount    *render.Money `json:"amount,omitempty"`
}

func detailOf(e concur.EReceipt) eReceiptDetail {
	shown := eReceiptDetail{eReceiptRow: rowOf(e), Subtotal: amountOf(e.Data.Subtotal, e)}
	address := e.Data.SoldBy().Location.Address
	shown.Street = either(address.Street, address.Address)
	for _, item := range e.Data.LineItems {
		line := lineItemOut{
			Description: render.Text(item.Description), Total: amountOf(&item.Total, e), UnitCost: amountOf(item.UnitCost, e),
			Code: render.Text(item.SemanticsCode),
		}
		if item.Quantity != nil {
			line.Quantity = item.Quantity.String()
		}
		shown.LineItems = append(shown.LineItems, line)
	}
	for _, tax := range e.Data.Taxes {
		authority := tax.Authority.Country
		if tax.Authority.Region != "" {
			authority += "-" + tax.Authority.Region
		}
		shown.Taxes = append(shown.Taxes, taxOut{
			Authority: render.Text(authority), Name: render.Text(tax.Name), Rate: tax.Rate.String(), RateType: render.Text(tax.RateType),
			Amount: amountOf(&tax.Amount, e),
		})
	}
	shown.Details = map[string]render.Text{}
	for name, value := range shown.ReceiptType.detailsIn(e.Members) {
		if !slices.Contains([]string{"reference", "subtotal", "taxes_total"}, name) { // They stand above.
			shown.Details[name] = render.Text(value)
		}
	}
	return shown
}
