package concur

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"
)

// EReceipt is a receipt as data, from the merchant.
type EReceipt struct {
	ID     ReceiptID
	UserID UserID
	// Received is when it came, in RFC 3339 and UTC.
	Received string
	// Schema is the name of its schema, such as hotel-receipt.
	Schema   string
	HasImage bool
	// Digitization is the state of the legal digitization; empty where Concur says none.
	Digitization string
	Data         ReceiptData
	// Members are all members of the receipt as they came, numbers as json.Number.
	Members map[string]any
}

// ReceiptData is what receipts of all types have (Supported Receipt Types > core).
type ReceiptData struct {
	Reference     string            `json:"reference"`
	DateTime      string            `json:"dateTime"`
	Total         Decimal           `json:"total"`
	Subtotal      *Decimal          `json:"subtotal"`
	TaxesTotal    *Decimal          `json:"taxesTotal"`
	Currency      string            `json:"currencyCode"`
	Seller        Merchant          `json:"seller"`
	Merchant      Merchant          `json:"merchant"` // in place of Seller on a transit card
	Payments      []ReceiptPayment  `json:"payments"`
	Taxes         []ReceiptTax      `json:"taxes"`
	LineItems     []ReceiptLineItem `json:"lineItems"`
	TaxInvoice    bool              `json:"taxInvoice"`
	CollectionRef string            `json:"collectionReference"`
}

// Merchant is who sold something.
type Merchant struct {
	Name     string `json:"name"`
	TaxID    string `json:"taxId"`
	Location struct {
		Address struct {
			Street     string `json:"streetAddress"`
			City       string `json:"addressLocality"`
			Region     string `json:"addressRegion"`
			Country    string `json:"addressCountry"`
			PostalCode string `json:"postalCode"`
			// Addresses of a transit card.
			Address     string `json:"address"`
			CityName    string `json:"city"`
			CountryCode string `json:"countryCode"`
		} `json:"address"`
	} `json:"location"`
}

// ReceiptPayment is how something was paid. Which members there are says how.
type ReceiptPayment struct {
	Amount       Decimal `json:"amount"`
	Source       string  `json:"source"`
	TicketNumber string  `json:"ticketNumber"`
	Card         struct {
		Type     string `json:"cardType"`
		LastFour string `json:"creditCardId"`
	} `json:"cardDetail"`
}

// ReceiptTax is a tax of a receipt. Rate is in per cent.
type ReceiptTax struct {
	Authority struct {
		Country string `json:"addressCountry"`
		Region  string `json:"addressRegion"`
	} `json:"authority"`
	Name     string  `json:"name"`
	Rate     Decimal `json:"rate"`
	RateType string  `json:"rateType"`
	Amount   Decimal `json:"amount"`
}

// ReceiptLineItem is a line of a receipt.
type ReceiptLineItem struct {
	Description   string   `json:"description"`
	Total         Decimal  `json:"total"`
	Quantity      *Decimal `json:"quantity"`
	UnitCost      *Decimal `json:"unitCost"`
	SemanticsCode string   `json:"semanticsCode"`
}

// SoldBy is who sold something, whatever the type of the receipt calls it.
func (d ReceiptData) SoldBy() Merchant {
	if d.Seller.Name == "" {
		return d.Merchant
	}
	return d.Seller
}

// UnmarshalJSON implements json.Unmarshaler. What a merchant sent is read as far as it is
// of the documented form: one odd receipt must not hide a library.
func (e *EReceipt) UnmarshalJSON(text []byte) error {
	var wire struct {
		ID           string          `json:"id"`
		UserID       UserID          `json:"userId"`
		Received     string          `json:"dateTimeReceived"`
		Schema       string          `json:"validationSchema"`
		Receipt      json.RawMessage `json:"receipt"`
		Image        string          `json:"image"`
		Digitization string          `json:"digitizationStatus"`
	}
	if err := json.Unmarshal(text, &wire); err != nil {
		return err
	}
	id, err := ParseReceiptID(wire.ID)
	if err != nil {
		return err
	}
	*e = EReceipt{
		ID: id, UserID: wire.UserID, Received: receiptTime(wire.Received), HasImage: wire.Image != "",
		Schema: strings.TrimSuffix(path.Base(wire.Schema), schemaSuffix), Digitization: wire.Digitization,
	}
	_ = json.Unmarshal(wire.Receipt, &e.Data) // What does not fit stays empty.
	members := json.NewDecoder(bytes.NewReader(wire.Receipt))
	members.UseNumber()
	_ = members.Decode(&e.Members) // None, if it is no object.
	return nil
}
