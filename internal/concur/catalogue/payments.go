package catalogue

import "net/http"

func paymentBatches() []Operation {
	const (
		api   = "Payment Batches v1.1"
		scope = "PAYBAT"
		batch = "/api/expense/paymentbatch/v1.1/batch"
	)
	list := v3("payment_batch_list", api, http.MethodGet, "/api/expense/paymentbatch/v1.1/batchlist/{status}", scope, Safe)
	list.Paging = Whole
	list.Note = "XML. Without a status the path ends in batchlist/. A batch does not say its own status. The person is a Company or Web " +
		"Services Administrator, or Can Administer. Standard edition; Professional has Extracts instead."
	queue := v3("payment_batch_close_async", api, http.MethodPost, "/api/expense/paymentbatch/v1.2/batch/{BatchID}/close", scope, Unsafe)
	queue.Note = "XML. BatchID is the encrypted id in Batch-URL. Queues the closing; the list shows when it is done."
	closing := v3("payment_batch_close", api, http.MethodPost, batch+"/{BatchID}/close", scope, Unsafe)
	closing.Note = "XML. Closes now, within a time limit; on a closed batch it makes the file again."
	file := v3("payment_batch_file", api, http.MethodGet, batch+"/{JobRunKey}/file", scope, Safe)
	file.Note = "CSV or ZIP. Only the File-Url of payment_batch_close has the JobRunKey."
	return []Operation{list, queue, closing, file}
}

func cardTransactions() []Operation {
	return []Operation{{
		Name: "card_transaction_list", API: "Cards v4", Method: http.MethodGet, Path: "/cards/v4/users/{userId}/transactions",
		Tokens: userOnly, Scopes: anyOf("cards.transaction.read"), Safety: Safe, Paging: PageToken, Errors: CardsError, State: Current,
		Note: "Cleared corporate cards of 24 months at most; no personal cards.",
	}}
}
