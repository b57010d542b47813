package simulator

import "github.com/shopspring/decimal"

// itemizationV2 prints a part of an entry. An entry that is not itemized has one of the
// type Regular, which repeats it.
func (st *state) itemizationV2(r *report, e *expense, itemType string, guests []*guest) withCustomV2 {
	spentOn := st.policyOf(r).typeOf(e)
	printed := itemizationV2{
		ItemType: itemType, ItemizationID: e.v3ID, ExpenseTypeID: spentOn.id, ExpenseTypeName: spentOn.name,
		TransactionDate: momentV3(e.date), TransactionAmount: text8(number(e.amount)), PostedAmount: text8(number(e.posted)),
		ApprovedAmount: text8(number(e.approved())), BusinessPurpose: e.purpose, HasComments: yesNo(len(e.comments) > 0),
		CommentCount: len(e.comments), IsPersonal: yesNo(e.personal), LastModified: momentV3(e.modified),
		AttendeesList: []attendeeV2{}, AllocationsList: []withCustomV2{},
	}
	for _, g := range guests {
		printed.AttendeesList = append(printed.AttendeesList, attendeeV2{
			AttendeeID: g.v3ID, AttendeeType: g.kind.name, AttendeeTypeCode: g.kind.code, FirstName: g.first, LastName: g.last,
			Company: g.company, Title: g.title, ExternalID: g.externalID,
		})
	}
	for _, s := range st.portionsOf(r, e) {
		printed.AllocationsList = append(printed.AllocationsList, st.allocationV2(s))
	}
	return withCustomV2{printed, st.customV3(e.custom), entryCustoms}
}

func (st *state) allocationV2(s portion) withCustomV2 {
	account := st.account(s.report, s.on)
	return withCustomV2{allocationV2{
		AllocationID: s.v3ID, Percentage: s.percentage.StringFixed(8) + "%", AccountCode1: account,
		JournalEntriesList: st.journalV2(s, account), VATDataList: st.taxesV2(s),
	}, st.customV3(s.custom), reportCustoms}
}

// journalV2 is what the accounts get of an allocation, once its report is processed
// (inferred).
func (st *state) journalV2(s portion, account string) []journalEntryV2 {
	if s.report.processing.IsZero() || s.approved.IsZero() {
		return []journalEntryV2{}
	}
	paidBy, payee := st.paymentType(s.on.paymentTypeID), "Employee"
	if !paidBy.reimbursed {
		payee = paidBy.name
	}
	return []journalEntryV2{{
		JournalID: keyV2("journal " + s.id), PayerPaymentTypeName: "Company", PayerPaymentTypeCode: "COPD",
		PayeePaymentTypeName: payee, PayeePaymentCode: paidBy.code, AccountCode: account, DebitOrCredit: "DR",
		Amount: "+" + s.approved.StringFixed(2),
	}}
}

// taxesV2 are the taxes of an allocation: its share of those of the expense (inferred).
func (st *state) taxesV2(s portion) []taxV2 {
	printed := []taxV2{}
	share := func(amount decimal.Decimal, currency string) string {
		return text8(number(amount.Mul(s.percentage).DivRound(wholePercentage, st.digits(currency))))
	}
	for _, t := range s.on.taxes {
		row := taxV2{
			TaxName: t.authority.name, TaxAuthorityLabel: t.authority.label, Source: "USER",
			TaxTransactionAmount:        share(t.amount, s.on.currency),
			TaxPostedAmount:             share(st.postedPart(s.on, t.amount, s.report.currency), s.report.currency),
			TaxReclaimTransactionAmount: share(t.reclaim, s.on.currency),
			TaxReclaimPostedAmount:      share(st.postedPart(s.on, t.reclaim, s.report.currency), s.report.currency),
		}
		printed = append(printed, row)
	}
	return printed
}
