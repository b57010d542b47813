package simulator

import "encoding/json"

// eReceipt is Receipts v4 > EReceipt.
type eReceipt struct {
	ID                 string          `json:"id"`
	UserID             string          `json:"userId"`
	DateTimeReceived   string          `json:"dateTimeReceived"`
	ValidationSchema   string          `json:"validationSchema"`
	Receipt            json.RawMessage `json:"receipt"`
	Image              string          `json:"image"`
	DigitizationStatus string          `json:"digitizationStatus"`
	Self               string          `json:"self"`
	Template           string          `json:"template"`
}

func printEReceipt(c *call, r *storedReceipt) eReceipt {
	at := c.base + receiptsPath + "/"
	return eReceipt{
		ID: r.id, UserID: r.ownerID, DateTimeReceived: r.received.Format("2006-01-02T15:04:05.000Z"),
		ValidationSchema: schemaHost + r.schema + schemaSuffix, Receipt: r.document, DigitizationStatus: r.digitizationStatus(),
		Image: at + r.id + "/image", Self: at + r.id, Template: at + "{receiptId}",
	}
}

// imageOnlyReceipt is Receipts v4 > ImageOnlyReceipt.
type imageOnlyReceipt struct {
	ID                 string          `json:"id"`
	UserID             string          `json:"userId"`
	Image              string          `json:"image"`
	DateTimeReceived   string          `json:"dateTimeReceived"`
	DigitizationStatus string          `json:"digitizationStatus"`
	DigitizationData   json.RawMessage `json:"digitizationData,omitempty"`
	ForwardID          string          `json:"forwardId,omitempty"`
	Self               string          `json:"self"`
	Template           string          `json:"template"`
}

// printImageOnly prints the time in the form of the page's sample, which differs from
// that of an e-receipt.
func printImageOnly(c *call, r *storedReceipt) imageOnlyReceipt {
	at := c.base + receiptsPath + "/image-only-receipts/"
	return imageOnlyReceipt{
		ID: r.id, UserID: r.ownerID, Image: at + r.id + "/image",
		DateTimeReceived:   r.received.Format("Mon Jan 02 2006 15:04:05 GMT+00:00"),
		DigitizationStatus: r.digitizationStatus(), DigitizationData: r.digitization, ForwardID: r.forwardID,
		Self: at + r.id, Template: at + "{receiptId}",
	}
}

// digitizationStatus is that of the legal digitization of France and Spain, which only
// what comes with clientData goes through (inferred).
func (r *storedReceipt) digitizationStatus() string {
	if r.digitization == nil {
		return "NO_PROCESSING_REQUIRED"
	}
	return statusProcessed
}
