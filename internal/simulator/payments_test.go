package simulator

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const batchesV1 = "/api/expense/paymentbatch/v1.1"

type shownBatch struct {
	BatchName, BatchID, BatchTotal, Currency, Type, PaymentMethod string

	Count int
	URL   string `xml:"Batch-URL"`
}

// batches lists payment batches as an administrator.
func (s *scene) batches(status string) []shownBatch {
	s.t.Helper()
	answer := s.get(administrator, batchesV1+"/batchlist/"+status)
	require.Equal(s.t, http.StatusOK, answer.status, answer.body)
	assert.Equal(s.t, "application/xml", answer.header.Get("Content-Type"), "JSON was asked for")
	var listing struct {
		XMLName xml.Name     `xml:"http://www.concursolutions.com/api/expense/paymentbatch/2011/11 BatchList"`
		Batches []shownBatch `xml:"BatchSummary"`
	}
	require.NoError(s.t, xml.Unmarshal([]byte(answer.body), &listing))
	return listing.Batches
}

// openBatch is the batch in which Luca's and Tom's reports wait.
func (s *scene) openBatch() shownBatch {
	s.t.Helper()
	for _, b := range s.batches(batchOpen) {
		if b.Type == employeeBatch {
			return b
		}
	}
	require.Fail(s.t, "nothing waits for its payment")
	return shownBatch{}
}

func pathOf(address string) string {
	return strings.ReplaceAll(strings.TrimPrefix(address, InProcessURL), "$", "%24")
}

func closed(t *testing.T, answer received) batchStatus {
	t.Helper()
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var status batchStatus
	require.NoError(t, xml.Unmarshal([]byte(answer.body), &status))
	return status
}

func TestPaymentBatchesAreListed(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	open, shut := s.batches(batchOpen), s.batches(batchClosed)
	assert.Len(t, s.batches(""), len(open)+len(shut), "without a status the path ends in a slash")
	waiting := s.openBatch()
	assert.Equal(t, "EMEA reimbursements 2026-03-02", waiting.BatchName)
	assert.Equal(t, []string{"EUR", employeeBatch, "Expense Pay by SAP Concur"},
		[]string{waiting.Currency, waiting.Type, waiting.PaymentMethod})
	reports := s.state.awaitingPayment(s.report("Zurich repair").policyID, s.clock.now())
	assert.Equal(t, len(reports), waiting.Count)
	assert.Equal(t, s.state.dueIn(reports).StringFixed(4), waiting.BatchTotal)

	paid := s.report("Munich training")
	for _, b := range shut {
		if b.BatchID == paid.batchID {
			assert.Equal(t, 1, b.Count)
			return
		}
	}
	assert.Fail(t, "the batch of a report that was paid is missing")
}

func TestOnlyAdministratorsHandlePayments(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	answer := s.get(rita, batchesV1+"/batchlist/OPEN")
	assert.Equal(t, http.StatusForbidden, answer.status)
	assert.Contains(t, answer.body, "Web Services Administrator")
	assert.Contains(t, answer.body, "<Error><Message>")
	file := s.state.batches[0].fileKey
	assert.Equal(t, http.StatusForbidden, s.get(rita, batchesV1+"/batch/"+url.PathEscape(file)+"/file").status)
}

func TestRefusedPayments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path string
		status       int
		says         string
	}{
		"a status that is none":    {http.MethodGet, batchesV1 + "/batchlist/PAID", http.StatusBadRequest, "OPEN or CLOSED"},
		"a batch that is none":     {http.MethodPost, batchesV1 + "/batch/none/close", http.StatusNotFound, "not found"},
		"a batch that is none too": {http.MethodPost, "/api/expense/paymentbatch/v1.2/batch/none/close", http.StatusNotFound, "not found"},
		"a file that is none":      {http.MethodGet, batchesV1 + "/batch/none/file", http.StatusNotFound, "not found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := newScene(t).do(administrator, c.method, c.path, "")
			assert.Equal(t, c.status, answer.status)
			assert.Contains(t, answer.body, c.says)
		})
	}
}

func TestAnOpenBatchIsClosedAtOnce(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	batch := s.openBatch()
	answer := closed(t, s.do(administrator, http.MethodPost, pathOf(batch.URL), ""))
	assert.Equal(t, []string{batchClosed, "SUCCESS"}, []string{answer.BatchStatus, answer.Status})
	for _, name := range []string{"Zurich repair", "New York investors"} {
		r := s.report(name)
		assert.Equal(t, []string{sentToPay, batch.BatchID}, []string{r.paymentStatus, r.batchID}, name)
		assert.Equal(t, s.clock.now(), r.paid)
	}
	again := closed(t, s.do(administrator, http.MethodPost, pathOf(batch.URL), ""))
	assert.Equal(t, answer.FileURL, again.FileURL, "the file is made again")

	file := s.get(administrator, pathOf(answer.FileURL))
	assert.Equal(t, "text/csv", file.header.Get("Content-Type"))
	assert.Contains(t, file.body, "Luca Ferri")
	assert.Equal(t, batch.Count+1, strings.Count(file.body, "\n"))
}

func TestAQueuedBatchIsClosedLater(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	batch := s.openBatch()
	path := strings.Replace(pathOf(batch.URL), "v1.1", "v1.2", 1)
	answer := closed(t, s.do(administrator, http.MethodPost, path, ""))
	assert.NotEmpty(t, answer.JobQueueKey)
	assert.Empty(t, answer.FileURL)
	assert.Equal(t, batch.BatchID, s.openBatch().BatchID, "not yet")
	assert.Equal(t, answer, closed(t, s.do(administrator, http.MethodPost, path, "")), "it is in the queue once")
	s.clock.forward(queueDelay)
	assert.Len(t, s.batches(batchOpen), 1, "but the one of the card program")
	assert.Equal(t, sentToPay, s.report("Zurich repair").paymentStatus)
	refused := s.do(administrator, http.MethodPost, path, "")
	assert.Equal(t, http.StatusBadRequest, refused.status)
	assert.Contains(t, refused.body, "is closed")
}

func TestAnEmptyBatchStaysOpen(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for _, b := range s.batches(batchOpen) {
		if b.Type != cardBatch {
			continue
		}
		for _, version := range []string{"v1.1", "v1.2"} {
			answer := s.do(administrator, http.MethodPost, strings.Replace(pathOf(b.URL), "v1.1", version, 1), "")
			assert.Equal(t, http.StatusInternalServerError, answer.status)
			assert.Contains(t, answer.body, "30 minutes after the last approval")
		}
		return
	}
	assert.Fail(t, "there is no empty batch")
}

func TestAnApprovedReportTakesHalfAnHourToItsBatch(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	before := s.openBatch().Count
	s.bring("A_PEND").approveFinally(s.clock.now())
	s.clock.forward(batchDelay - time.Second)
	assert.Equal(t, before, s.openBatch().Count)
	s.clock.forward(time.Second)
	assert.Equal(t, before+1, s.openBatch().Count)
}

func TestANewBatchOpensForLaterReports(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	first := s.openBatch()
	closed(t, s.do(administrator, http.MethodPost, pathOf(first.URL), ""))
	s.bring("A_PEND").approveFinally(s.clock.now())
	s.clock.forward(batchDelay)
	next := s.openBatch()
	assert.NotEqual(t, first.BatchID, next.BatchID)
	assert.Equal(t, 1, next.Count)
}
