package simulator

import (
	"net/http"
)

func itemizationsHandlers() map[string]handler {
	return map[string]handler{
		"list_itemizations":  listItemizationsV3,
		"get_itemization":    getItemizationV3,
		"create_itemization": createItemizationV3,
		"update_itemization": updateItemizationV3,
		"delete_itemization": deleteItemizationV3,
	}
}

// itemizationV3 is Expense v3 > Itemization without its custom fields. Its currency
// is that of the entry, and the v4 id is not among the members.
type itemizationV3 struct {
	ID                  string  `json:"ID"`
	URI                 string  `json:"URI"`
	EntryID             string  `json:"EntryID"`
	ReportID            string  `json:"ReportID"`
	ReportOwnerID       string  `json:"ReportOwnerID"`
	ExpenseTypeCode     string  `json:"ExpenseTypeCode"`
	ExpenseTypeName     string  `json:"ExpenseTypeName"`
	SpendCategoryCode   string  `json:"SpendCategoryCode"`
	SpendCategoryName   string  `json:"SpendCategoryName"`
	TransactionDate     *string `json:"TransactionDate"`
	TransactionAmount   number  `json:"TransactionAmount"`
	PostedAmount        number  `json:"PostedAmount"`
	ApprovedAmount      number  `json:"ApprovedAmount"`
	LocationID          *string `json:"LocationID"`
	LocationName        *string `json:"LocationName"`
	LocationSubdivision *string `json:"LocationSubdivision"`
	LocationCountry     *string `json:"LocationCountry"`
	Description         *string `json:"Description"`
	IsPersonal          bool    `json:"IsPersonal"`
	IsBillable          bool    `json:"IsBillable"`
	IsImageRequired     bool    `json:"IsImageRequired"`
	AllocationType      string  `json:"AllocationType"`
	HasComments         bool    `json:"HasComments"`
	HasExceptions       bool    `json:"HasExceptions"`
	LastModified        *string `json:"LastModified"`
}

func (st *state) itemizationV3(c *call, at itemizationAt) withCustomFields {
	r, parent, item := at.report, at.parent, at.item
	spentOn := st.policyOf(r).typeOf(item)
	printed := itemizationV3{
		ID: item.v3ID, URI: itemizationAddress(c, item), EntryID: parent.v3ID, ReportID: r.id, ReportOwnerID: st.person(r.ownerID).login,
		ExpenseTypeCode: spentOn.id, ExpenseTypeName: spentOn.name,
		SpendCategoryCode: spentOn.categoryCode, SpendCategoryName: spentOn.categoryName,
		TransactionDate: momentV3(item.date), TransactionAmount: number(item.amount), PostedAmount: number(item.posted),
		ApprovedAmount: number(item.approved()), Description: orNull(item.purpose), IsPersonal: item.personal, IsBillable: item.billable,
		AllocationType: item.allocationType(), HasComments: len(item.comments) > 0, HasExceptions: len(item.exceptions) > 0,
		LastModified: momentV3(item.modified),
	}
	if l := st.location(item.locationID); l != nil {
		printed.LocationID, printed.LocationName = &l.v3ID, &l.name
		printed.LocationSubdivision, printed.LocationCountry = orNull(l.subdivision), &l.country
	}
	return withCustomFields{printed, st.customV3(item.custom), entryCustoms}
}

func itemizationAddress(c *call, item *expense) string {
	return c.base + "/api/v3.0/expense/itemizations/" + item.v3ID
}

// itemizationAt is an itemization and where it belongs.
type itemizationAt struct {
	report       *report
	parent, item *expense
}

// itemization finds an itemization by its v3 id; an empty place for none.
func (st *state) itemization(v3ID string) itemizationAt {
	for _, r := range st.reports {
		for _, e := range r.expenses {
			for _, item := range e.itemizations {
				if item.v3ID == v3ID {
					return itemizationAt{r, e, item}
				}
			}
		}
	}
	return itemizationAt{}
}

// listItemizationsV3 answers Itemizations v3 > List. As with entries, the current
// approver sees those of a report that is named (inferred).
func listItemizationsV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, true)
	if refusal != nil {
		return *refusal
	}
	reports, refusal := st.reportsOfEntries(c, whose)
	if refusal != nil {
		return *refusal
	}
	if refusal := st.refuseUnknownEntry(c); refusal != nil {
		return *refusal
	}
	filters, entry := &filtersV3{query: c.query}, c.query.Get("entryID")
	var rows []itemizationAt
	for _, r := range reports {
		for _, e := range r.expenses {
			for _, item := range e.itemizations {
				if (entry == "" || entry == e.v3ID) && filters.text("expenseTypeCode", item.typeID) {
					rows = append(rows, itemizationAt{r, e, item})
				}
			}
		}
	}
	return pageV3(c, rows, func(at itemizationAt) any { return st.itemizationV3(c, at) })
}

// refuseUnknownEntry refuses an entryID that is no entry's (inferred, as of other ids).
func (st *state) refuseUnknownEntry(c *call) *reply {
	id := c.query.Get("entryID")
	if id == "" {
		return nil
	}
	if _, e := st.entry(id); e != nil {
		return nil
	}
	refusal := refuseV3(c, http.StatusBadRequest, "The entryID is not the id of an entry")
	return &refusal
}

// getItemizationV3 answers Itemizations v3 > Get.
func getItemizationV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	at := st.itemization(c.path["id"])
	if at.item == nil {
		return refuseV3(c, http.StatusNotFound, "The itemization was not found")
	}
	if refusal := st.refuseEntriesOf(c, at.report, whose); refusal != nil {
		return *refusal
	}
	return ok(st.itemizationV3(c, at))
}

// deleteItemizationV3 answers Itemizations v3 > Delete.
func deleteItemizationV3(st *state, c *call) reply {
	at, refusal := st.itemizationToChange(c)
	if refusal != nil {
		return *refusal
	}
	at.parent.itemizations, at.parent.modified = without(at.parent.itemizations, at.item), c.now
	at.report.touch(c)
	return noContent()
}

// itemizationToChange finds the itemization of a write.
func (st *state) itemizationToChange(c *call) (itemizationAt, *reply) {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return itemizationAt{}, refusal
	}
	at := st.itemization(c.path["id"])
	if at.item == nil {
		missing := refuseV3(c, http.StatusNotFound, "The itemization was not found")
		return at, &missing
	}
	return at, refuseItemizing(c, at.report, whose)
}

// refuseItemizing refuses who may not change what an expense consists of, and
// reports that are submitted or reopened. That a sent-back report is taken is
// inferred: its owner is asked to itemize there.
func refuseItemizing(c *call, r *report, whose owners) *reply {
	var refusal reply
	switch {
	case !whose.include(r.ownerID):
		refusal = refuseV3(c, http.StatusForbidden, "The entry belongs to another user")
	case !r.changeable():
		refusal = refuseV3(c, http.StatusBadRequest, "The entry cannot be itemized: its report is submitted or reopened")
	default:
		return nil
	}
	return &refusal
}
