package simulator

import (
	"encoding/csv"
	"encoding/xml"
	"net/http"
	"strings"
)

type batchStatus struct {
	XMLName     xml.Name `xml:"BatchStatus"`
	BatchStatus string   `xml:"BatchStatus,omitempty"`
	FileURL     string   `xml:"File-Url,omitempty"`
	JobQueueKey string   `xml:"JobQueueKey,omitempty"`
	Status      string   `xml:"Status"`
}

// closePaymentBatch answers Payment Batches v1.1 > Close a batch: it closes now, and of
// a closed batch it makes the file again.
func closePaymentBatch(st *state, c *call) reply {
	b := st.batchByKey(c.path["BatchID"])
	if b == nil {
		return refuseV3(c, http.StatusNotFound, "The payment batch is not found")
	}
	if refusal := st.refuseEmpty(c, b); refusal != nil {
		return *refusal
	}
	if !b.closed {
		st.closeBatch(b, c.now)
	}
	if b.fileKey == "" {
		b.fileKey = c.ids.protected("gWpj")
	}
	return inXML(http.StatusOK, batchStatus{
		BatchStatus: batchClosed, Status: "SUCCESS", FileURL: c.base + "/api/expense/paymentbatch/v1.1/batch/" + b.fileKey + "/file",
	})
}

// queuePaymentBatch answers Payment Batches v1.2 > Close a batch: it queues the closing.
// That a second request finds the first one in the queue, and that a batch which is
// closed is refused, is inferred.
func queuePaymentBatch(st *state, c *call) reply {
	b := st.batchByKey(c.path["BatchID"])
	if b == nil {
		return refuseV3(c, http.StatusNotFound, "The payment batch is not found")
	}
	if b.closed {
		return refuseV3(c, http.StatusBadRequest, "The payment batch is closed")
	}
	if refusal := st.refuseEmpty(c, b); refusal != nil {
		return *refusal
	}
	if b.queued.IsZero() {
		b.queued = c.now
	}
	return inXML(http.StatusOK, batchStatus{Status: "SUCCESS", JobQueueKey: hashID("queue", b.id)[:12]})
}

// refuseEmpty is the one documented reason for a 500 of these operations.
func (st *state) refuseEmpty(c *call, b *paymentBatch) *reply {
	if len(st.reportsIn(b, c.now)) > 0 {
		return nil
	}
	refusal := refuseV3(c, http.StatusInternalServerError, "The batch is empty. Please wait 30 minutes after the last approval.")
	return &refusal
}

func (st *state) batchByKey(key string) *paymentBatch {
	for _, b := range st.batches {
		if b.key == key {
			return b
		}
	}
	return nil
}

// getPaymentBatchFile answers Payment Batches v1.1 > Get the file of a batch. Its
// columns depend on the payment method and are not documented; these are inferred, and
// the account numbers are made up.
func getPaymentBatchFile(st *state, c *call) reply {
	for _, b := range st.batches {
		if b.fileKey == c.path["JobRunKey"] {
			return reply{status: http.StatusOK, body: raw{mediaType: "text/csv", bytes: st.batchFile(b)}}
		}
	}
	return refuseV3(c, http.StatusNotFound, "The file is not found")
}

func (st *state) batchFile(b *paymentBatch) []byte {
	var text strings.Builder
	rows := csv.NewWriter(&text)
	row := func(cells ...string) { _ = rows.Write(cells) } // A strings.Builder takes everything.
	row("Batch ID", "Employee ID", "Employee Name", "Report ID", "Report Name", "Bank Account", "Currency", "Amount")
	for _, r := range b.reports {
		owner := st.person(r.ownerID)
		account, due := "XX00 0000 0000 "+owner.employeeID, st.totals(r).dueEmployee
		row(b.id, owner.employeeID, owner.fullName(), r.id, r.name, account, r.currency, due.StringFixed(st.digits(r.currency)))
	}
	rows.Flush()
	return []byte(text.String())
}
