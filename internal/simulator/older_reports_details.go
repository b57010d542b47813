package simulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// getReportDetailsV2 answers Get Report Details v2: a report with everything in it, for
// administrators. Bank data is left empty: the company keeps none.
func getReportDetailsV2(st *state, c *call) reply {
	caller := st.caller(c)
	if !caller.isAdmin {
		return refuseV3(c, http.StatusForbidden, "The user needs the Web Services Administrator role")
	}
	r := st.report(c.path["reportId"])
	if r == nil {
		return refuseV3(c, http.StatusNotFound, "The report was not found")
	}
	return ok(st.detailsV2(c, r))
}

func (st *state) detailsV2(c *call, r *report) withCustomV2 {
	header, owner := st.headerV3(c, r), st.person(r.ownerID)
	entries := []withCustomV2{}
	for _, e := range r.expenses {
		entries = append(entries, st.entryV2(c, r, e))
	}
	printed := reportV2{
		UserLoginID: owner.login, EmployeeName: owner.family + ", " + owner.given, ReportID: r.id,
		ReportKey: keyV2(r.id), ReportName: r.name, Purpose: r.purpose, ReportDate: momentV3(r.reportDate),
		CreationDate: momentV3(r.created), SubmitDate: unsetV2(c, momentV3(r.submitted)), PaidDate: momentV3(r.paid),
		ProcessingPaymentDate: header.ProcessingPaymentDate, CurrencyCode: r.currency,
		ReportTotal: text8(header.Total), PersonalExpenses: text8(header.PersonalAmount),
		AmountDueEmployee: text8(header.AmountDueEmployee), AmountDueCompanyCard: text8(header.AmountDueCompanyCard),
		TotalClaimedAmount: text8(header.TotalClaimedAmount), TotalApprovedAmount: text8(header.TotalApprovedAmount),
		ApprovalStatusCode: header.ApprovalStatusCode, ApprovalStatusName: header.ApprovalStatusName,
		PaymentStatusCode: header.PaymentStatusCode, PaymentStatusName: header.PaymentStatusName,
		LedgerName: header.LedgerName, PolicyID: header.PolicyID, EverSentBack: yesNo(header.EverSentBack),
		HasException: yesNo(header.HasException), ReceiptsReceived: yesNo(r.receiptsIn),
		Country: r.country, CountrySubdivision: r.subdivision, WorkflowActionURL: header.WorkflowActionURL,
		ExpenseEntriesList: entries,
		ReportOwner: ownerV2{
			EmployeeID: owner.employeeID, FirstName: owner.given, LastName: owner.family,
			ReimbursementMethodCode: st.policyOf(r).reimbursement,
		},
	}
	return withCustomV2{printed, st.customV3(r.custom), reportCustoms}
}

func (st *state) entryV2(c *call, r *report, e *expense) withCustomV2 {
	row, paidBy := st.membersV3(c, r, e), st.paymentType(e.paymentTypeID)
	printed := entryV2{
		ReportEntryID: e.v3ID, LegacyEntryID: keyV2(e.id), ExpenseTypeID: row.ExpenseTypeCode, ExpenseTypeName: row.ExpenseTypeName,
		SpendCategory: row.SpendCategoryName, PaymentTypeCode: paidBy.id, PaymentTypeName: paidBy.name,
		TransactionDate: row.TransactionDate, TransactionCurrencyName: st.currencies[e.currency].name,
		TransactionCurrencyCode: e.currency, ExchangeRate: e.rate.StringFixed(14), TransactionAmount: text8(number(e.amount)),
		PostedAmount: text8(number(e.posted)), ApprovedAmount: text8(row.ApprovedAmount), BusinessPurpose: e.purpose,
		VendorDescription: e.vendor, FormID: row.FormID, EntryImageID: e.imageID, HasVat: yesNo(row.HasVAT),
		HasComments: yesNo(row.HasComments), CommentCount: len(e.comments), IsItemized: yesNo(row.HasItemizations),
		HasExceptions: yesNo(row.HasExceptions), IsPersonal: yesNo(e.personal), HasAttendees: yesNo(row.HasAttendees),
		HasAllocation: row.AllocationType, IsCreditCardCharge: yesNo(e.cardMatched),
		IsPersonalCardCharge: yesNo(row.IsPersonalCardCharge), ReceiptRequired: yesNo(row.IsImageRequired),
		ImageRequired: yesNo(row.IsImageRequired), LastModified: row.LastModified, ReportEntryVendorName: e.vendor,
		ReportEntryReceiptReceived: yesNo(e.paperReceived), ReportEntryReceiptType: e.taxReceiptType,
		CardTransaction: st.cardV2(r, e),
	}
	if e.itemized().IsPositive() {
		printed.ApprovedAmount = "" // as in a recording of an itemized expense
	}
	if l := st.location(e.locationID); l != nil {
		printed.LocationName, printed.LocationSubdivision, printed.LocationCountry = l.name, l.subdivision, l.country
	}
	if len(e.itemizations) == 0 {
		printed.ItemizationsList = []withCustomV2{st.itemizationV2(r, e, "Regular", e.guests)}
	}
	for i, item := range e.itemizations {
		guests := item.guests
		if i == 0 {
			guests = slices.Concat(e.guests, guests) // Where those of the whole go is not documented (inferred).
		}
		printed.ItemizationsList = append(printed.ItemizationsList, st.itemizationV2(r, item, "Child", guests))
	}
	return withCustomV2{printed, st.customV3(e.custom), entryCustoms}
}

// cardV2 is the card transaction that an expense came from, with the last digits of the
// card only; nothing for the others.
func (st *state) cardV2(r *report, e *expense) any {
	if !e.cardMatched {
		return struct{}{}
	}
	card := cardTransactionV2{
		AccountNumberLastSegment: keyV2("card " + r.ownerID)[:4], CardDescription: st.paymentType(e.paymentTypeID).name,
		TransactionReferenceNumber: keyV2("reference " + e.id), TransactionID: cardTransaction(e),
		TransactionAmount: text8(number(e.amount)), TransactionAlphaCode: e.currency, PostedAmount: text8(number(e.posted)),
		PostedAlphaCode: r.currency, TransactionDate: momentV3(e.date), PostedDate: momentV3(e.date.AddDate(0, 0, 2)),
		Description: e.vendor, TransactionMerchantName: strings.ToUpper(e.vendor),
	}
	if l := st.location(e.locationID); l != nil {
		card.MerchantCity, card.MerchantState, card.MerchantCountryCode = l.city, l.subdivision, l.country
	}
	return card
}

// keyV2 is a number in place of an id, as the oldest members have it.
func keyV2(id string) string {
	return decimal.NewFromInt(int64(100_000 + spread(900_000, id))).String()
}

func yesNo(b bool) string {
	if b {
		return "Y"
	}
	return "N"
}

// text8 is an amount of v2: a text with eight decimals.
func text8(n number) string { return decimal.Decimal(n).StringFixed(8) }

// unsetV2 is a date that may be missing, which XML shows as the year 1.
func unsetV2(c *call, moment *string) *string {
	if moment == nil && !acceptsJSON(c) {
		never := "0001-01-01T00:00:00"
		return &never
	}
	return moment
}
