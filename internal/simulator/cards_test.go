package simulator

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type shownCard struct {
	ID, TransactionDate string
	TransactionAmount   struct{ CurrencyCode string }
	PostedAmount        struct{ CurrencyCode string }
	Merchant            struct{ Name string }
	Account             struct{ LastSegment string }
	AdministrativeData  struct{ Status, ProcessType string }
}

type shownCards struct {
	Transactions []shownCard
	Paging       cardPaging
}

// cardsOf lists the card transactions of Rita.
func (s *scene) cardsOf(query string) shownCards {
	s.t.Helper()
	answer := s.get(rita, "/cards/v4/users/"+s.id(rita)+"/transactions?"+query)
	require.Equal(s.t, http.StatusOK, answer.status, answer.body)
	var listed shownCards
	answer.into(s.t, &listed)
	return listed
}

func TestCardTransactionsAreThoseOfTheExpensesAndMore(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	all, open, spent := s.cardsOf(""), s.cardsOf("status=UN"), s.cardsOf("status=AS")
	assert.Equal(t, 4, open.Paging.TotalElements)
	assert.Equal(t, all.Paging.TotalElements, open.Paging.TotalElements+spent.Paging.TotalElements)
	assert.Equal(t, all, s.cardsOf("status=UN,AS"))
	assert.Equal(t, all, s.cardsOf("status=UN&status=AS"))
	ids := map[string]bool{}
	for i, row := range spent.Transactions {
		ids[row.ID] = true
		assert.Equal(t, "AS", row.AdministrativeData.Status)
		assert.True(t, i == 0 || row.TransactionDate <= spent.Transactions[i-1].TransactionDate, "the latest first")
	}
	found := 0
	for _, r := range s.state.reports {
		for _, e := range r.expenses {
			if r.ownerID == s.id(rita) && e.cardMatched {
				assert.True(t, ids[cardTransaction(e)], "the id that expenses show")
				found++
			}
		}
	}
	assert.Equal(t, len(ids), found)
	pounds := open.Transactions[2]
	assert.Equal(t, "Brasserie Noir", pounds.Merchant.Name)
	assert.Equal(t, []string{"GBP", "EUR", "0482"},
		[]string{pounds.TransactionAmount.CurrencyCode, pounds.PostedAmount.CurrencyCode, pounds.Account.LastSegment})
	assert.Equal(t, "CR", open.Transactions[3].AdministrativeData.ProcessType, "a credit")
}

func TestCardTransactionsArePaged(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	first := s.cardsOf("status=UN&pageSize=3")
	require.Len(t, first.Transactions, 3)
	assert.Equal(t, cardPaging{TotalElements: 4, NextPageToken: first.Paging.NextPageToken, Page: 1, PageSize: 3, TotalPages: 2}, first.Paging)
	require.NotNil(t, first.Paging.NextPageToken)
	last := s.cardsOf("status=UN&pageSize=3&pageToken=" + *first.Paging.NextPageToken)
	assert.Len(t, last.Transactions, 1)
	assert.Equal(t, 2, last.Paging.Page)
	assert.Nil(t, last.Paging.NextPageToken)
	oldest := s.cardsOf("status=UN&order=ASC").Transactions[0]
	assert.Equal(t, last.Transactions[0], oldest)
}

func TestCardTransactionsOfDays(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	day := s.cardsOf("status=UN").Transactions[3].TransactionDate
	assert.Len(t, s.cardsOf("status=UN&transactionDateFrom="+day+"&transactionDateTo="+day).Transactions, 1)
	assert.Empty(t, s.cardsOf("status=UN&transactionDateTo=2025-01-01").Transactions)
}

func TestRefusedCardTransactions(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	mine := "/cards/v4/users/" + s.id(rita) + "/transactions"
	early := s.clock.now().AddDate(0, -mostMonths, -1).Format(time.DateOnly)
	for name, c := range map[string]struct {
		path   string
		status int
		says   string
	}{
		"of another user":     {"/cards/v4/users/" + s.id(luca) + "/transactions", http.StatusForbidden, "another user"},
		"of nobody":           {"/cards/v4/users/00000000-0000-4000-8000-000000000000/transactions", http.StatusNotFound, "userId not found"},
		"of no user id":       {"/cards/v4/users/rita/transactions", http.StatusBadRequest, "userId"},
		"with another status": {mine + "?status=XX", http.StatusBadRequest, "UN or AS"},
		"from too long ago":   {mine + "?transactionDateFrom=" + early, http.StatusBadRequest, "24 months"},
		"from no day":         {mine + "?transactionDateFrom=1.3.2026", http.StatusBadRequest, "must be a date"},
		"with large pages":    {mine + "?pageSize=101", http.StatusBadRequest, "1 to 100"},
		"from no page":        {mine + "?pageToken=2", http.StatusBadRequest, "pageToken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := newScene(t).get(rita, c.path)
			assert.Equal(t, c.status, answer.status)
			assert.Contains(t, answer.body, c.says)
			var list []cardsError
			answer.into(t, &list)
			assert.NotEmpty(t, list, "errors of Cards v4 are a list")
		})
	}
}
