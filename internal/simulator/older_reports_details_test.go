package simulator

import (
	"encoding/xml"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const detailsPath = "/api/expense/expensereport/v2.0/report/"

// details are some members of Get Report Details v2, as they are in JSON.
type details struct {
	ReportID, EmployeeName, ReportTotal, HasException string
	SubmitDate, PaidDate                              *string
	Custom1                                           map[string]string
	Custom3                                           customFieldV2
	OrgUnit1                                          string
	ReportOwner                                       struct{ EmployeeID, ReimbursementMethodCode string }
	ExpenseEntriesList                                []struct {
		ReportEntryID, PaymentTypeCode, ApprovedAmount, ExchangeRate, IsItemized string
		CardTransaction                                                          map[string]string
		ItemizationsList                                                         []struct {
			ItemType, ItemizationID string
			AttendeesList           []attendeeV2
			AllocationsList         []struct {
				Percentage, AccountCode1 string
				JournalEntriesList       []struct{ AccountCode, DebitOrCredit, Amount string }
				VATDataList              []taxV2
			}
		}
	}
}

func TestTheDetailsOfAReportComeInOneDocument(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	var shown details
	s.get(ada, detailsPath+r.id).into(t, &shown)
	assert.Equal(t, []string{r.id, "Alves, Rita", text8(number(s.state.totals(r).total)), ""},
		[]string{shown.ReportID, shown.EmployeeName, shown.ReportTotal, shown.OrgUnit1})
	assert.Empty(t, shown.Custom1, "a field without a value is {}")
	assert.Equal(t, "CC-210", *shown.Custom3.Code)
	assert.Nil(t, shown.PaidDate)
	assert.NotEmpty(t, shown.ReportOwner.ReimbursementMethodCode)
	require.Len(t, shown.ExpenseEntriesList, len(r.expenses))
	for i, entry := range shown.ExpenseEntriesList {
		e := r.expenses[i]
		assert.Equal(t, []string{e.v3ID, e.paymentTypeID, e.rate.StringFixed(14)},
			[]string{entry.ReportEntryID, entry.PaymentTypeCode, entry.ExchangeRate})
		assert.Equal(t, e.cardMatched, len(entry.CardTransaction) > 0)
		parts := entry.ItemizationsList
		if len(e.itemizations) == 0 {
			require.Len(t, parts, 1)
			assert.Equal(t, []string{"Regular", e.v3ID}, []string{parts[0].ItemType, parts[0].ItemizationID}, "it repeats the entry")
			continue
		}
		assert.Len(t, parts, len(e.itemizations))
		assert.Equal(t, "Child", parts[0].ItemType)
		assert.Empty(t, entry.ApprovedAmount)
		assert.Equal(t, "Y", entry.IsItemized)
	}
	shared := s.state.portionsOf(r, r.expenses[0])
	require.Len(t, shown.ExpenseEntriesList[0].ItemizationsList[0].AllocationsList, len(shared))
	assert.Equal(t, shared[0].percentage.StringFixed(8)+"%", shown.ExpenseEntriesList[0].ItemizationsList[0].AllocationsList[0].Percentage)
	assert.Empty(t, shown.ExpenseEntriesList[0].ItemizationsList[0].AllocationsList[0].JournalEntriesList, "nothing is booked yet")
}

func TestWhatIsProcessedIsBooked(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.bring("P_PAID")
	r.expenses[0].rejected = true
	var shown details
	s.get(ada, detailsPath+r.id).into(t, &shown)
	allocation := shown.ExpenseEntriesList[1].ItemizationsList[0].AllocationsList[0]
	require.Len(t, allocation.JournalEntriesList, 1)
	booked := allocation.JournalEntriesList[0]
	assert.Equal(t, []string{allocation.AccountCode1, "DR", "+" + s.state.portionsOf(r, r.expenses[1])[0].approved.StringFixed(2)},
		[]string{booked.AccountCode, booked.DebitOrCredit, booked.Amount})
	assert.Empty(t, shown.ExpenseEntriesList[0].ItemizationsList[0].AllocationsList[0].JournalEntriesList, "what is rejected is not booked")
}

func TestDetailsAreForAdministrators(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	for login, want := range map[string]int{rita: 403, tom: 403, office: 403, ada: 200} {
		assert.Equal(t, want, s.get(login, detailsPath+r.id).status, login)
	}
	assert.Equal(t, 404, s.get(ada, detailsPath+"0123456789ABCDEF0123").status)
}

func TestDetailsComeInXMLToo(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.newReport(rita, "Open")
	e := s.addEntry(rita, r, "TAXIX", "20")
	answer := send(t, s.Simulator, http.MethodGet, detailsPath+r.id, access(t, s.Simulator, ada), "")
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var shown struct {
		XMLName    xml.Name
		SubmitDate string
		Entries    []struct {
			ReportEntryID string
			Items         []struct {
				ItemType    string
				Allocations []struct{ Percentage string } `xml:"AllocationsList>Allocation"`
			} `xml:"ItemizationsList>Itemization"`
		} `xml:"ExpenseEntriesList>ExpenseEntry"`
	}
	require.NoError(t, xml.Unmarshal([]byte(answer.body), &shown))
	assert.Equal(t, "ReportDetails", shown.XMLName.Local)
	assert.Equal(t, "0001-01-01T00:00:00", shown.SubmitDate, "a date that is not set")
	require.Len(t, shown.Entries, 1)
	assert.Equal(t, e.v3ID, shown.Entries[0].ReportEntryID)
	assert.Equal(t, "100.00000000%", shown.Entries[0].Items[0].Allocations[0].Percentage)
}

func TestRowsOfV2AreNamedForTheirList(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]string{
		"ExpenseEntriesList": "ExpenseEntry", "JournalEntriesList": "JournalEntry", "VATDataList": "VATData",
		"ItemizationsList": "Itemization", "AttendeesList": "Attendee", "AllocationsList": "Allocation", "Items": "Item",
	} {
		assert.Equal(t, want, rowName(list))
	}
}

func TestTheDetailsNameGuestsAndTaxes(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	guests, taxes := 0, 0
	for _, r := range s.state.reports {
		if r.ownerID != s.id(rita) {
			continue
		}
		var shown details
		s.get(ada, detailsPath+r.id).into(t, &shown)
		for i, entry := range shown.ExpenseEntriesList {
			e := r.expenses[i]
			require.NotEmpty(t, entry.ItemizationsList)
			first := entry.ItemizationsList[0]
			require.Len(t, first.AttendeesList, len(e.guests))
			for n, g := range e.guests {
				assert.Equal(t, []string{g.last, g.kind.code}, []string{first.AttendeesList[n].LastName, first.AttendeesList[n].AttendeeTypeCode})
				guests++
			}
			if len(e.taxes) > 0 && len(e.itemizations) == 0 && len(first.AllocationsList) == 1 {
				assert.Equal(t, text8(number(e.taxes[0].amount)), first.AllocationsList[0].VATDataList[0].TaxTransactionAmount)
				taxes++
			}
		}
	}
	assert.Positive(t, guests)
	assert.Positive(t, taxes)
}
