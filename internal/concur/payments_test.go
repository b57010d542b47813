package concur

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const batchKey = "nxxKgLlnROz3zHJBC$sRksaas23dsfs"

func TestPaymentBatchesAreRead(t *testing.T) {
	t.Parallel()
	all, err := playing(t, auth.User, "payment_batch_list/all").PaymentBatches(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, all, 3)
	first := all[0]
	assert.Equal(t, "1250.5", first.Total.String())
	first.Total = Decimal{}
	assert.Equal(t, PaymentBatch{
		ID: "1042", Name: "US checks", Currency: "USD", Count: new(3), Kind: "Employee",
		PaymentMethod: "Company Check (via Accounts Payable)", key: batchKey,
	}, first)
	assert.Equal(t, PaymentBatch{ID: "1044", Name: "Card", Kind: "Card Program"}, all[2], "what is missing is nothing, and a count not zero")

	none, err := playing(t, auth.User, "payment_batch_list/none").PaymentBatches(t.Context(), BatchClosed)
	require.NoError(t, err)
	assert.Empty(t, none)

	_, err = PickBatch(all, "us checks")
	var several *LookupError
	require.ErrorAs(t, err, &several)
	assert.Equal(t, []string{"US checks (1042)", "US checks (1043)"}, several.Candidates)
	picked, err := PickBatch(all, "1043")
	require.NoError(t, err)
	assert.Equal(t, "1043", picked.ID)
}

func TestPaymentBatchesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "payment_batch_list/no_role").PaymentBatches(t.Context(), BatchOpen)
	assert.True(t, IsForbidden(err))
	assert.Equal(t, says("The user does not have the required role"), refusalOf(t, err).Error())
	_, err = playing(t, auth.User, "payment_batch_list/odd_total").PaymentBatches(t.Context(), BatchOpen)
	assert.Equal(t, Unreadable, refusalOf(t, err).Fault)
}

func TestABatchIsClosedInBothWays(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "payment_batch_list/open", "payment_batch_close_async/queued", "payment_batch_close/closed")
	open, err := session.PaymentBatches(t.Context(), BatchOpen)
	require.NoError(t, err)
	require.NoError(t, session.QueueBatchClosing(t.Context(), open[0]))
	file, err := session.CloseBatch(t.Context(), open[0])
	require.NoError(t, err)
	assert.Equal(t, BatchFileID("jrk7$pQ2"), file)
}

func TestABatchThatIsNotClosed(t *testing.T) {
	t.Parallel()
	batch := PaymentBatch{ID: "1042", key: batchKey}
	file, err := playing(t, auth.User, "payment_batch_close/without_file").CloseBatch(t.Context(), batch)
	require.NoError(t, err)
	assert.Empty(t, file)
	_, err = playing(t, auth.User, "payment_batch_close/not_found").CloseBatch(t.Context(), batch)
	assert.True(t, IsNotFound(err))
	for name, says := range map[string]string{
		"payment_batch_close_async/empty":  "The batch is empty",
		"payment_batch_close_async/failed": "The batch is being closed",
	} {
		err := playing(t, auth.User, name).QueueBatchClosing(t.Context(), batch)
		assert.True(t, refusalOf(t, err).MayHaveHappened(), name)
		assert.Contains(t, refusalOf(t, err).Error(), says)
	}
	err = newWire(t, auth.User).session.QueueBatchClosing(t.Context(), PaymentBatch{ID: "1044"})
	assert.Equal(t, "nothing_changed", refusalOf(t, err).WhatChanged(), "its address is not known")
}

func TestAddressesOfBatchesAreHeldToTheirForm(t *testing.T) {
	t.Parallel()
	for address, key := range map[string]string{
		"https://x.example/api/expense/paymentbatch/v1.1/batch/abc$sd/close":   "abc$sd",
		"https://x.example/api/expense/paymentbatch/v1.1/batch/abc%24sd/close": "abc$sd",
		"/v1.1/batch/abc": "abc",
		"https://x.example/batch/..%2F..%2Foauth2/close": "",
		"https://x.example/batch//close":                 "",
		"https://x.example/elsewhere":                    "",
		"%zz":                                            "",
		"":                                               "",
	} {
		assert.Equal(t, key, keyIn(address), address)
	}
}

func TestTheFileOfABatchIsOpened(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "payment_batch_file/csv", "payment_batch_file/not_found")
	file, err := session.BatchFile(t.Context(), "jrk7$pQ2")
	require.NoError(t, err)
	content, err := io.ReadAll(file.Content)
	require.NoError(t, err)
	require.NoError(t, file.Content.Close())
	assert.Equal(t, "Employee ID,Amount\n100482,250.00\n", string(content))
	assert.Equal(t, "text/csv", file.MediaType)
	_, err = session.BatchFile(t.Context(), "jrk7$pQ2")
	assert.True(t, IsNotFound(err))
	var id BatchFileID
	require.NoError(t, id.UnmarshalText([]byte(" jrk7$pQ2 ")))
	assert.Error(t, id.UnmarshalText([]byte("../jrk")))
}

func TestCardTransactionsArePagedByToken(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "card_transaction_list/first", "card_transaction_list/last")
	filter := CardFilter{
		Status: CardUnassigned, From: time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2024, 3, 31, 0, 0, 0, 0, time.UTC),
	}
	first, err := session.CardTransactions(t.Context(), filter, "")
	require.NoError(t, err)
	require.Len(t, first.Transactions, 1)
	assert.Equal(t, 2, *first.Total)
	row := first.Transactions[0]
	assert.Equal(t, []string{"84.2", "EUR", "Tasca do Rio", "4821", "UN"}, []string{
		row.TransactionAmount.Value.String(), row.TransactionAmount.Currency, row.Merchant.Name,
		row.Account.LastSegment, row.Administrative.Status,
	})
	last, err := session.CardTransactions(t.Context(), filter, first.Next)
	require.NoError(t, err)
	assert.Empty(t, last.Next)
	assert.Equal(t, "-4.5", last.Transactions[0].TransactionAmount.Value.String(), "a credit")
}

func TestCardTransactionsThatAreRefused(t *testing.T) {
	t.Parallel()
	early := CardFilter{From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	_, err := playing(t, auth.User, "card_transaction_list/too_early").CardTransactions(t.Context(), early, "")
	refused := refusalOf(t, err)
	assert.Equal(t, http.StatusBadRequest, refused.Status)
	assert.Equal(t, "Concur says “The request is invalid: transactionDateFrom is earlier than 24 months ago”", refused.Error())
	assert.Equal(t, "invalidRequest", refused.ID)
	_, err = playing(t, auth.User, "card_transaction_list/circle").CardTransactions(t.Context(), CardFilter{}, "eyJwIjoyfQ")
	assert.Equal(t, Unreadable, refusalOf(t, err).Fault)
}
