package catalogue

import "net/http"

func receiptImagesV3() []Operation {
	const (
		api  = "Receipt Image v3"
		path = "/api/v3.0/expense/receiptimages"
		one  = path + "/{id}"
	)
	list := v3List("list_receipt_images", api, path, scopeImageV1)
	list.Note = "The receipt store of a person, not the images on reports. The filter by entry is that of an OpenAPI description of Concur."
	get := v3("get_receipt_image", api, http.MethodGet, one, scopeImageV1, Safe)
	get.Note = "Its page shows an XML Image with Id and Url, the explorer ID and URI; both lead to an address that is good for minutes."
	create := v3("create_receipt_image", api, http.MethodPost, path, scopeImageV1, Unsafe)
	create.Note = "The types and the 10 MB are those of Image v1 (inferred)."
	return []Operation{
		list, get, create,
		v3("append_receipt_image", api, http.MethodPut, one, scopeImageV1, Unsafe),
		v3("delete_receipt_image", api, http.MethodDelete, one, scopeImageV1, Idempotent),
	}
}
