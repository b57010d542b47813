package simulator

import (
	"encoding/xml"
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// paymentAPI speaks XML whatever is accepted.
const paymentAPI = "Payment Batches v1.1"

const (
	employeeBatch = "Employee"
	cardBatch     = "Card Program"

	batchOpen   = "OPEN"
	batchClosed = "CLOSED"

	// batchDelay is how long an approved report takes to reach a batch (Payment Batches
	// v1.1 > Close a batch: "wait 30 minutes after the last approval").
	batchDelay = 30 * time.Minute
	// queueDelay is how long the queue takes to close a batch (inferred).
	queueDelay = 30 * time.Second
)

// paymentBatch is what is paid together: reports that wait for their payment, or what
// is owed to a card program.
type paymentBatch struct {
	id     string // BatchID, which reports carry too
	key    string // the encrypted id in the addresses of a batch
	name   string
	kind   string
	method string
	// under and currency say which reports an open batch takes.
	under, currency string
	// reports of an employee batch that is closed; those of an open one follow from
	// their states.
	reports []*report
	queued  time.Time // when its closing was asked for; zero while it was not
	closed  bool
	fileKey string // JobRunKey of its file
}

func paymentsHandlers() map[string]handler {
	return map[string]handler{
		"payment_batch_list":        forPayers(listPaymentBatches),
		"payment_batch_close":       forPayers(closePaymentBatch),
		"payment_batch_close_async": forPayers(queuePaymentBatch),
		"payment_batch_file":        forPayers(getPaymentBatchFile),
	}
}

// forPayers lets administrators pass, and brings the batches up to date for them.
func forPayers(answer handler) handler {
	return func(st *state, c *call) reply {
		if !st.caller(c).isAdmin {
			return refuseV3(c, http.StatusForbidden,
				"This needs the role Company Administrator, Web Services Administrator or Can Administer")
		}
		st.workOffQueue(c.now)
		st.openBatches(c.now, c.ids)
		return answer(st, c)
	}
}

// workOffQueue closes the batches whose time in the queue is over.
func (st *state) workOffQueue(now time.Time) {
	for _, b := range st.batches {
		if done := b.queued.Add(queueDelay); !b.closed && !b.queued.IsZero() && !now.Before(done) {
			st.closeBatch(b, done)
		}
	}
}

// openBatches opens a batch for each policy whose reports wait for one. That batches
// are by policy is inferred.
func (st *state) openBatches(now time.Time, ids *idSource) {
	for _, p := range st.policies {
		if st.openBatchOf(p) != nil || len(st.awaitingPayment(p.id, now)) == 0 {
			continue
		}
		st.batches = append(st.batches, &paymentBatch{
			id: "HRB" + ids.number(), key: ids.protected("gWpb"), name: batchName(p, now),
			kind: employeeBatch, method: p.paymentMethod(), under: p.id, currency: p.currency,
		})
	}
}

func (p *policy) paymentMethod() string {
	if p.reimbursement == "APCHECK" {
		return "Company Check (via Accounts Payable)"
	}
	return "Expense Pay by SAP Concur"
}

func batchName(p *policy, day time.Time) string {
	return strings.TrimSuffix(p.name, " Expense Policy") + " reimbursements " + day.Format(time.DateOnly)
}

func (st *state) openBatchOf(p *policy) *paymentBatch {
	for _, b := range st.batches {
		if !b.closed && b.under == p.id {
			return b
		}
	}
	return nil
}

// awaitingPayment are the reports under a policy that have reached an open batch.
func (st *state) awaitingPayment(policyID string, now time.Time) []*report {
	var waiting []*report
	for _, r := range st.reports {
		if r.policyID == policyID && r.paymentStatus == processing && !now.Before(r.processing.Add(batchDelay)) {
			waiting = append(waiting, r)
		}
	}
	return waiting
}

func (st *state) reportsIn(b *paymentBatch, now time.Time) []*report {
	if b.closed {
		return b.reports
	}
	return st.awaitingPayment(b.under, now)
}

// closeBatch sends everything in a batch for payment.
func (st *state) closeBatch(b *paymentBatch, at time.Time) {
	b.reports, b.closed = st.awaitingPayment(b.under, at), true
	for _, r := range b.reports {
		r.paymentStatus, r.paid, r.modified, r.batchID = sentToPay, at, at, b.id
		r.version++
	}
}

// dueIn is what a batch pays to employees.
func (st *state) dueIn(reports []*report) decimal.Decimal {
	var sum decimal.Decimal
	for _, r := range reports {
		sum = sum.Add(st.totals(r).dueEmployee)
	}
	return sum
}

type batchListing struct {
	XMLName xml.Name       `xml:"http://www.concursolutions.com/api/expense/paymentbatch/2011/11 BatchList"`
	Batches []batchSummary `xml:"BatchSummary"`
}

type batchSummary struct {
	BatchName     string
	BatchID       string
	BatchTotal    string
	Currency      string
	Count         int
	Type          string
	PaymentMethod string
	BatchURL      string `xml:"Batch-URL"`
}

// listPaymentBatches answers Payment Batches v1.1 > Get a list of batches.
func listPaymentBatches(st *state, c *call) reply {
	status := c.path["status"]
	if status != "" && status != batchOpen && status != batchClosed {
		return refuseV3(c, http.StatusBadRequest, "The status must be OPEN or CLOSED")
	}
	var listing batchListing
	for _, b := range st.batches {
		if status != "" && b.closed != (status == batchClosed) {
			continue
		}
		reports := st.reportsIn(b, c.now)
		listing.Batches = append(listing.Batches, batchSummary{
			BatchName: b.name, BatchID: b.id, BatchTotal: st.dueIn(reports).StringFixed(4), Currency: b.currency, Count: len(reports),
			Type: b.kind, PaymentMethod: b.method, BatchURL: b.address(c) + "/close",
		})
	}
	return inXML(http.StatusOK, listing)
}

func (b *paymentBatch) address(c *call) string {
	return c.base + "/api/expense/paymentbatch/v1.1/batch/" + b.key
}
