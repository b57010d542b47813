package receipts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// ofReceiptsV4 is what Receipts v4 takes.
func ofReceiptsV4() images.Limits {
	return images.Limits{
		MediaTypes: []string{files.PDF, files.PNG, files.JPEG, files.GIF, files.TIFF}, Bytes: concur.LargestReceiptImage,
	}
}

// uploadEReceiptIn is flat where it can be.
type uploadEReceiptIn struct {
	Merchant        string          `json:"merchant"`
	MerchantCountry concur.Country  `json:"merchant_country"`
	MerchantCity    string          `json:"merchant_city,omitempty"`
	MerchantAddress string          `json:"merchant_address,omitempty"`
	DateTime        string          `json:"date_time"`
	Total           json.Number     `json:"total"`
	Currency        concur.Currency `json:"currency"`
	Payment         string          `json:"payment,omitempty"`
	LineItems       []lineItemIn    `json:"line_items,omitempty"   jsonschema:"description, total"      members:"described"`
	Taxes           []taxIn         `json:"taxes,omitempty"        jsonschema:"authority, rate, amount" members:"described"`
	ReceiptType     receiptType     `json:"receipt_type,omitempty"`
	Details         details         `json:"details,omitempty"      members:"described"`
	images.In
	User concur.Ref `json:"user,omitempty"`
}

// lineItemIn and taxIn have names in the schema only for what they must have.
type lineItemIn struct {
	Description string      `json:"description,omitempty"`
	Total       json.Number `json:"total,omitempty"`
	Quantity    json.Number `json:"quantity,omitempty"`
	UnitCost    json.Number `json:"unit_cost,omitempty"`
	// Code is what kind of line it is, such as ROOMRATE or MINIBAR.
	Code string `json:"code,omitempty"`
}

type taxIn struct {
	Authority string      `json:"authority,omitempty"`
	Rate      json.Number `json:"rate,omitempty"`
	Amount    json.Number `json:"amount,omitempty"`
	Name      string      `json:"name,omitempty"`
	RateType  string      `json:"rate_type,omitempty"`
}

type uploadedReceiptOut struct {
	ReceiptID concur.ReceiptID `json:"receipt_id"`
	Status    string           `json:"status,omitempty"`
	outcome.Written
}

func (k kit) uploadEReceipt() tools.Tool {
	def := define("upload_e_receipt", "Upload an e-receipt", tools.Create)
	def.Description = "A receipt as data, no scan. date_time has its UTC offset."
	def.Operations = []string{"ereceipt_create", "receipts_schema_get"}
	def.Supporting = []string{"receipt_get_status", "identity_search_users"}
	return tools.NewWrite(def, k.addEReceipt, k.lookForEReceipt)
}

func (k kit) addEReceipt(ctx context.Context, call *tools.Call, in uploadEReceiptIn) (uploadedReceiptOut, error) {
	receipt, err := in.document()
	if err != nil {
		return uploadedReceiptOut{}, err
	}
	image, err := k.imageOf(ctx, call, in)
	if err != nil {
		return uploadedReceiptOut{}, err
	}
	session := k.concur.As(call.Caller)
	owner, err := session.LibraryOf(ctx, in.User, "ereceipt_create")
	if err != nil {
		return uploadedReceiptOut{}, err
	}
	unchecked, err := checked(ctx, session, in.ReceiptType, receipt)
	if err != nil {
		return uploadedReceiptOut{}, err
	}
	leave, err := k.creations.Take(ctx, call.Caller, string(owner), in.Merchant, in.DateTime, in.Total.String())
	if err != nil {
		return uploadedReceiptOut{}, err
	}
	defer leave()
	call.NoUndo(stays)
	sent := tools.Sent{At: session.Now()}
	id, err := session.CreateEReceipt(ctx, owner, in.ReceiptType.schema(), receipt, image)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = k.findEReceipt(ctx, session, owner, in, sent)
		return seen, err
	})
	if err != nil {
		return uploadedReceiptOut{}, outcome.LookWith(err, "list_e_receipts")
	}
	k.creations.Keep(string(id), call, sent.At)
	out := accepted(ctx, session, owner, id, "get_e_receipt")
	out.Noted(unchecked)
	out.Noted(found)
	return out, nil
}

// stays is why an upload cannot be undone.
const stays = "Concur documents nothing that takes a receipt out of a library again: the person deletes it in Available Expenses in Concur."

// imageOf opens the image of a receipt; nil if there is none.
func (k kit) imageOf(ctx context.Context, call *tools.Call, in uploadEReceiptIn) (*concur.Upload, error) {
	if !in.Given() {
		return nil, nil //nolint:nilnil // A receipt need not have an image.
	}
	return k.images.Open(ctx, call, images.Purpose{
		About:   fmt.Sprintf("the receipt of %s %s at %s", in.Total, in.Currency, in.Merchant) + of(in.User),
		Exactly: []string{"upload_e_receipt", string(in.User), in.Merchant, in.DateTime, in.Total.String(), string(in.Currency)},
	}, in.In, ofReceiptsV4())
}

// checked holds a receipt to Concur's schema. Where that cannot be used, Concur has the
// last word, and the caller is told.
func checked(ctx context.Context, session *concur.Session, kind receiptType, receipt map[string]any) (unchecked string, err error) {
	err = session.CheckReceipt(ctx, kind.schema(), receipt)
	var misfit *concur.SchemaError
	var missing *concur.NoTokenError
	switch {
	case err == nil:
		return "", nil
	case errors.As(err, &misfit):
		return "", tools.Argumentf("", "the receipt does not fit Concur's schema %s: %s", kind.schema(), misfit.Reason).
			WithHint("Correct what it names; %s", kind.takes())
	case errors.As(err, &missing), ctx.Err() != nil:
		return "", err // The upload would fail as well.
	default:
		return "Concur's schema could not be used (" + err.Error() + "), so that only the built-in checks were made.", nil
	}
}
