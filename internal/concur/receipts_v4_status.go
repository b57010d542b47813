package concur

import (
	"context"
	"encoding/json"
	"net/http"
)

// MostStatuses is how many receipts can be asked about at once.
const MostStatuses = 50

// The states of the background processing of a receipt.
const (
	ReceiptAccepted   = "ACCEPTED"
	ReceiptProcessing = "PROCESSING"
	ReceiptProcessed  = "PROCESSED"
	ReceiptFailed     = "FAILED"
)

// ReceiptStatus is how far the processing of a receipt is. Concur keeps it for two weeks.
type ReceiptStatus struct {
	ID ReceiptID
	// State is one of the four; empty where Concur knows none.
	State string
	// Digitization is the state of the legal digitization; empty where Concur says none.
	Digitization string
	Log          []ReceiptEvent
}

// Final reports whether the processing is over.
func (s ReceiptStatus) Final() bool { return s.State == ReceiptProcessed || s.State == ReceiptFailed }

// ReceiptEvent is a step of the processing. At is RFC 3339 in UTC.
type ReceiptEvent struct{ Level, Message, At string }

// UnmarshalJSON implements json.Unmarshaler.
func (e *ReceiptEvent) UnmarshalJSON(text []byte) error {
	var wire struct{ LogLevel, Message, Timestamp string }
	if err := json.Unmarshal(text, &wire); err != nil {
		return err
	}
	*e = ReceiptEvent{Level: wire.LogLevel, Message: wire.Message, At: receiptTime(wire.Timestamp)}
	return nil
}

// GetReceiptStatus reads the status of one receipt. It is not found when it is older than
// two weeks.
func (s *Session) GetReceiptStatus(ctx context.Context, owner UserID, id ReceiptID) (ReceiptStatus, error) {
	var answer struct {
		Status string         `json:"status"`
		Logs   []ReceiptEvent `json:"logs"`
	}
	err := s.do(ctx, ofReceipt("receipt_get_status", owner, id), &answer)
	return ReceiptStatus{ID: id, State: answer.Status, Log: answer.Logs}, err
}

// bulkStatus is a row of the bulk status. What its event logs look like is not
// documented; they are read as those of a single status.
type bulkStatus struct {
	ReceiptID    ReceiptID `json:"receiptId"`
	ForwardID    string    `json:"forwardId"`
	ResponseCode int       `json:"responseCode"`
	Status       struct {
		Status       string `json:"status"`
		Digitization string `json:"digitizationStatus"`
	} `json:"receiptStatus"`
	Logs json.RawMessage `json:"receiptEventLogs"`
}

// ListReceiptStatuses reads the status of up to 50 receipts, in the order in which they
// are asked for. Those that Concur does not know have no state.
func (s *Session) ListReceiptStatuses(ctx context.Context, owner UserID, ids []ReceiptID) ([]ReceiptStatus, error) {
	var rows []bulkStatus
	body := map[string][]ReceiptID{"receiptIds": ids}
	if err := s.do(ctx, request{operation: "receipt_bulk_status", about: owner, body: body}, &rows); err != nil {
		return nil, err
	}
	statuses := make([]ReceiptStatus, len(ids))
	for i, id := range ids {
		statuses[i].ID = id
		for _, row := range rows {
			if row.ReceiptID == id && (row.ResponseCode == 0 || row.ResponseCode == http.StatusOK) {
				statuses[i].State, statuses[i].Digitization = row.Status.Status, row.Status.Digitization
				_ = json.Unmarshal(row.Logs, &statuses[i].Log) // What does not fit stays empty.
			}
		}
	}
	return statuses, nil
}

// ForwardedReceipt finds the receipt that was posted with a forward id, by the same
// credentials; empty where Concur knows none.
func (s *Session) ForwardedReceipt(ctx context.Context, owner UserID, forwardID string) (ReceiptID, error) {
	var rows []bulkStatus
	body := map[string][]string{"forwardIds": {forwardID}}
	if err := s.do(ctx, request{operation: "receipt_bulk_status", about: owner, body: body}, &rows); err != nil {
		return "", err
	}
	if len(rows) != 1 || rows[0].ResponseCode != http.StatusOK {
		return "", nil
	}
	return rows[0].ReceiptID, nil
}
