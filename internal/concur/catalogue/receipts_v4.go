package catalogue

import "net/http"

// Scopes of Receipts v4. A token that may write may read what it wrote, unless it
// holds the write-only scope.
const (
	scopeReceiptRead      = "receipts.read"
	scopeReceiptWrite     = "receipts.write"
	scopeReceiptWriteOnly = "receipts.writeonly"
)

// The places of Receipts v4. The user id must be that of the token where it is a
// person's.
const (
	receiptsPath     = "/receipts/v4"
	receiptsOfUser   = receiptsPath + "/users/{userId}"
	imageOnlyOfUser  = receiptsOfUser + "/image-only-receipts"
	imageOnlyReceipt = receiptsPath + "/image-only-receipts/{receiptId}"
	receiptStatus    = receiptsPath + "/status"
)

func receiptRead(name, path string) Operation {
	return Operation{
		Name: name, API: "Receipts v4", Method: http.MethodGet, Path: path, Tokens: either,
		Scopes: anyOf(scopeReceiptRead, scopeReceiptWrite), Safety: Safe, Errors: ReceiptError, State: Current,
	}
}

func receiptCreate(name, path string) Operation {
	op := receiptRead(name, path)
	op.Method, op.Safety = http.MethodPost, Unsafe
	op.Scopes = anyOf(scopeReceiptWrite, scopeReceiptWriteOnly)
	return op
}

func receiptsV4() []Operation {
	schema := receiptRead("receipts_schema_get", "/receipts/schemas/{schemaId}")
	schema.Scopes = anyOf(scopeReceiptRead, scopeReceiptWrite, scopeReceiptWriteOnly)
	schema.Note = "No scope is printed for it; that any scope of the service will do is inferred."

	create := receiptCreate("ereceipt_create", receiptsOfUser)
	create.Note = "The id is in the Location and Link headers only. Processed in the background: 404 until then. " +
		"There is no key against duplicates; the merchant's reference tells them apart."

	list := receiptRead("ereceipt_list_by_user", receiptsOfUser)
	list.Paging = NextPage
	list.Note = "The reference page shows no paging; the API explorer has at most 50 and a next link, whose form is not documented."

	status := receiptRead("receipt_get_status", receiptStatus+"/{receiptId}")
	status.Note = "Kept for two weeks. No scope is printed for it; that of reading is inferred."
	bulk := receiptRead("receipt_bulk_status", receiptStatus)
	bulk.Method = http.MethodPost
	bulk.Note = "In the API explorer only. At most 50 receipts, by their own ids or by the sender's."

	upload := receiptCreate("image_only_receipt_create", imageOnlyOfUser)
	upload.Note = "The Location that comes back has no documented GET; its last segment is the id. A repeated forwardId is answered with 304."
	images := receiptRead("image_only_receipt_list_by_user", imageOnlyOfUser)
	images.Paging = NextPage
	images.Note = "The member is receiptsImages on the reference page and imageOnlyReceipts in the API explorer."
	page := receiptRead("image_only_receipt_list_page", imageOnlyOfUser+"/page/{pageToken}")
	page.Paging, page.State = NextPage, Inferred
	page.Note = "Known from the sample of next in image_only_receipt_list_by_user."

	return []Operation{
		schema,
		create,
		list,
		receiptRead("ereceipt_get", receiptsPath+"/{receiptId}"),
		receiptRead("ereceipt_get_image", receiptsPath+"/{receiptId}/image"),
		status,
		bulk,
		upload,
		images,
		page,
		receiptRead("image_only_receipt_get", imageOnlyReceipt),
		receiptRead("image_only_receipt_get_image", imageOnlyReceipt+"/image"),
	}
}
