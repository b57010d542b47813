package concur

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Payment Batches v1.1 and v1.2. They speak XML.

// LargestBatchFile caps the file of a payment batch, in bytes.
const LargestBatchFile = LargestDownload

// BatchStatus is how a list of payment batches is filtered.
type BatchStatus string

// The statuses. A batch does not say its own; the list that it is in does.
const (
	BatchOpen   BatchStatus = "OPEN"
	BatchClosed BatchStatus = "CLOSED"
)

// Values lists the statuses.
func (BatchStatus) Values() []string { return []string{string(BatchOpen), string(BatchClosed)} }

// PaymentBatch is what is paid together (Payment Batches v1.1 > BatchSummary).
type PaymentBatch struct {
	ID       string
	Name     string
	Total    Decimal
	Currency string
	// Count of what is to be paid; nil where Concur does not tell.
	Count *int
	// Kind is Employee or Card Program.
	Kind          string
	PaymentMethod string
	// key is the encrypted id that the addresses of a batch have.
	key string
}

// IsAt reports whether the addresses of the batch have this id.
func (b PaymentBatch) IsAt(key string) bool { return key != "" && b.key == key }

// BatchFileID names the file of a closed batch (JobRunKey): opaque, like the ids of v3.
type BatchFileID string

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *BatchFileID) UnmarshalText(text []byte) error {
	trimmed := strings.TrimSpace(string(text))
	if !protectedForm.MatchString(trimmed) {
		return fmt.Errorf("%s is not the id of a file; close_payment_batch gives it", quote(string(text)))
	}
	*id = BatchFileID(trimmed)
	return nil
}

type batchSummary struct {
	Name     string `xml:"BatchName"`
	ID       string `xml:"BatchID"`
	Total    string `xml:"BatchTotal"`
	Currency string `xml:"Currency"`
	Count    string `xml:"Count"`
	Kind     string `xml:"Type"`
	Method   string `xml:"PaymentMethod"`
	URL      string `xml:"Batch-URL"`
}

func (b batchSummary) batch() (PaymentBatch, error) {
	batch := PaymentBatch{
		ID: b.ID, Name: b.Name, Currency: b.Currency, Kind: b.Kind, PaymentMethod: b.Method, key: keyIn(b.URL),
	}
	var err error
	if b.Total != "" {
		batch.Total.Decimal, err = parseDecimal(b.Total)
	}
	if b.Count != "" && err == nil {
		var count int
		count, err = strconv.Atoi(b.Count)
		batch.Count = &count
	}
	return batch, err
}

// keyIn is the id in an address like …/batch/ID/close; empty if there is none. Nothing
// else of the address is used.
func keyIn(address string) string {
	at, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	_, rest, _ := strings.Cut(at.Path, "/batch/")
	key, _, _ := strings.Cut(rest, "/")
	if !protectedForm.MatchString(key) {
		return ""
	}
	return key
}

// PaymentBatches lists the batches with a status, or all of them without one.
func (s *Session) PaymentBatches(ctx context.Context, status BatchStatus) ([]PaymentBatch, error) {
	var listing struct {
		XMLName xml.Name       `xml:"BatchList"`
		Batches []batchSummary `xml:"BatchSummary"`
	}
	answer, err := s.payments(ctx, request{operation: "payment_batch_list", path: map[string]string{"status": string(status)}}, &listing)
	if err != nil {
		return nil, err
	}
	batches := make([]PaymentBatch, len(listing.Batches))
	for i, summary := range listing.Batches {
		if batches[i], err = summary.batch(); err != nil {
			return nil, unreadable(s.client.operations["payment_batch_list"], answer, err)
		}
	}
	return batches, nil
}

// PickBatch finds the batch that a caller names by id or name.
func PickBatch(batches []PaymentBatch, ref Ref) (PaymentBatch, error) {
	choices := make([]choice, len(batches))
	for i, b := range batches {
		choices[i] = choice{id: b.ID, name: b.Name}
	}
	i, err := pick("payment batch", ref, choices)
	if err != nil {
		return PaymentBatch{}, err
	}
	return batches[i], nil
}

var errNoStatus = errors.New("no status")

// batchAnswer is what both forms of closing answer.
type batchAnswer struct {
	Outcome string `xml:"Status"`  // SUCCESS
	Message string `xml:"Message"` // why it is not, as in other actions of v1.1 (inferred)
	FileURL string `xml:"File-Url"`
}

// QueueBatchClosing asks Concur to close an open batch. It is closed some time later, as
// the list shows then.
func (s *Session) QueueBatchClosing(ctx context.Context, batch PaymentBatch) error {
	_, err := s.closing(ctx, "payment_batch_close_async", batch)
	return err
}

// CloseBatch closes a batch now, and makes the file of one that is closed. The id of the
// file is empty where Concur does not tell it.
func (s *Session) CloseBatch(ctx context.Context, batch PaymentBatch) (BatchFileID, error) {
	answer, err := s.closing(ctx, "payment_batch_close", batch)
	return BatchFileID(keyIn(answer.FileURL)), err
}

func (s *Session) closing(ctx context.Context, name string, batch PaymentBatch) (batchAnswer, error) {
	operation := s.client.operations[name]
	if batch.key == "" {
		return batchAnswer{}, &Error{
			Operation: operation, Fault: NotSent, Message: "Concur's list does not say at which address the batch is closed",
		}
	}
	var answer batchAnswer
	raw, err := s.payments(ctx, request{operation: name, path: map[string]string{"BatchID": batch.key}}, &answer)
	switch {
	case err != nil || strings.EqualFold(strings.TrimSuffix(answer.Outcome, "!"), "SUCCESS"): // Actions of v1.1 write SUCCESS! too.
		return answer, err
	case answer.Outcome == "":
		return answer, unreadable(operation, raw, errNoStatus)
	default: // It moves money, so that even a failure is looked after.
		return answer, &Error{
			Operation: operation, Fault: Unreadable, Status: raw.status, CorrelationID: raw.correlationID,
			Message: firstOf(answer.Message, answer.Outcome), said: true,
		}
	}
}

// payments sends a request and reads an answer in XML.
func (s *Session) payments(ctx context.Context, r request, out any) (response, error) {
	r.accept = "application/xml"
	operation := s.client.operations[r.operation]
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return answer, err
	}
	if err := xml.Unmarshal(answer.body, out); err != nil {
		return answer, unreadable(operation, answer, err)
	}
	return answer, nil
}

// BatchFile opens the file of a closed batch: CSV or ZIP.
func (s *Session) BatchFile(ctx context.Context, id BatchFileID) (Download, error) {
	return s.download(ctx, request{
		operation: "payment_batch_file", path: map[string]string{"JobRunKey": string(id)}, accept: "text/csv, application/zip",
	}, LargestBatchFile)
}
