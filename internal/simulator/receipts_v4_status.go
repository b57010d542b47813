package simulator

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// The states of the processing.
const (
	statusAccepted   = "ACCEPTED"
	statusProcessing = "PROCESSING"
	statusProcessed  = "PROCESSED"
	statusFailed     = "FAILED"
)

// processingStatus is Receipts v4 > Status.
type processingStatus struct {
	Status string            `json:"status"`
	Logs   []receiptEventLog `json:"logs"`
}

type receiptEventLog struct {
	LogLevel  string `json:"logLevel"`
	Message   string `json:"message"`
	Timestamp string `json:"timestamp"` // RFC 1123, GMT
}

// begins and ends are when Concur takes a receipt up and when it is through with it.
// How long that takes is not documented.
func (st *state) begins(r *storedReceipt) time.Time { return r.received.Add(st.library.processing / 3) }
func (st *state) ends(r *storedReceipt) time.Time   { return r.received.Add(st.library.processing) }

func (st *state) statusOf(r *storedReceipt, now time.Time) string {
	switch {
	case now.Before(st.begins(r)):
		return statusAccepted
	case now.Before(st.ends(r)):
		return statusProcessing
	case r.fails:
		return statusFailed
	default:
		return statusProcessed
	}
}

func (st *state) printStatus(r *storedReceipt, now time.Time) processingStatus {
	printed := processingStatus{Status: st.statusOf(r, now)}
	add := func(level, message string, at time.Time) {
		printed.Logs = append(printed.Logs, receiptEventLog{level, message, at.UTC().Format(http.TimeFormat)})
	}
	add("INFO", "Receipt accepted. Queued for processing.", r.received)
	if printed.Status == statusAccepted {
		return printed
	}
	add("INFO", "Initiated receipt processing.", st.begins(r))
	switch printed.Status {
	case statusProcessed:
		add("INFO", "Receipt image generated.", st.ends(r))
		add("INFO", "Processing finished.", st.ends(r))
	case statusFailed:
		add("WARNING", "Error during image generation or retrieval. Queued for reprocessing.", st.begins(r))
		add("ERROR", "Processing failed.", st.ends(r))
	}
	return printed
}

// getReceiptStatus answers Receipts v4 > Get the status of a receipt.
func getReceiptStatus(st *state, c *call) reply {
	r := st.receiptAt(c, c.path["receiptId"])
	if r == nil || c.now.After(r.received.Add(statusLife)) {
		return empty(http.StatusNotFound)
	}
	return ok(st.printStatus(r, c.now))
}

// bulkStatus is a row of the bulk status. Which id stands in a row whose receipt is not
// found is inferred.
type bulkStatus struct {
	ReceiptID    string            `json:"receiptId,omitempty"`
	ForwardID    string            `json:"forwardId,omitempty"`
	ResponseCode int               `json:"responseCode"`
	Status       *bulkStatusState  `json:"receiptStatus,omitempty"`
	Logs         []receiptEventLog `json:"receiptEventLogs,omitempty"`
}

type bulkStatusState struct {
	Status             string `json:"status"`
	DigitizationStatus string `json:"digitizationStatus"`
}

// getReceiptStatuses answers the bulk status of the API explorer: exactly one of the two
// lists, with up to 50 ids. The texts of its refusals are inferred.
func getReceiptStatuses(st *state, c *call) reply {
	var asked struct {
		ReceiptIDs []string `json:"receiptIds"`
		ForwardIDs []string `json:"forwardIds"`
	}
	if json.Unmarshal(c.body, &asked) != nil {
		return refuseReceipt(http.StatusBadRequest, "Request body could not be parsed")
	}
	const most = 50
	if (len(asked.ReceiptIDs) == 0) == (len(asked.ForwardIDs) == 0) || len(asked.ReceiptIDs)+len(asked.ForwardIDs) > most {
		return refuseReceipt(http.StatusBadRequest, "Either receiptIds or forwardIds must be given, with at most 50 values")
	}
	rows := []bulkStatus{}
	for _, id := range asked.ReceiptIDs {
		rows = append(rows, st.bulkRow(c, st.receiptAt(c, id), bulkStatus{ReceiptID: id}))
	}
	for _, id := range asked.ForwardIDs {
		rows = append(rows, st.bulkRow(c, st.forwarded(c, id), bulkStatus{ForwardID: id}))
	}
	return ok(rows)
}

func (st *state) bulkRow(c *call, r *storedReceipt, row bulkStatus) bulkStatus {
	if r == nil || c.now.After(r.received.Add(statusLife)) {
		row.ResponseCode = http.StatusNotFound
		return row
	}
	printed := st.printStatus(r, c.now)
	row.ReceiptID, row.ResponseCode, row.Logs = r.id, http.StatusOK, printed.Logs
	row.Status = &bulkStatusState{Status: printed.Status, DigitizationStatus: r.digitizationStatus()}
	return row
}

// forwarded finds a receipt by the sender's own id, among those that this sender sent
// (inferred: that the same person's or the company's token is the same sender).
func (st *state) forwarded(c *call, forwardID string) *storedReceipt {
	for _, r := range st.library.receipts {
		if r.forwardID == forwardID && (c.token.kind == catalogue.Company || r.ownerID == c.token.subject) {
			return r
		}
	}
	return nil
}
