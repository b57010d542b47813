package simulator

import "net/http"

// entryAttendee is Expense Entry Attendee v3 > EntryAttendee.
type entryAttendee struct {
	ID                      string  `json:"ID"`
	URI                     string  `json:"URI"`
	EntryID                 string  `json:"EntryID"`
	AttendeeID              string  `json:"AttendeeID"`
	Amount                  number  `json:"Amount"`
	AssociatedAttendeeCount int     `json:"AssociatedAttendeeCount"`
	Custom1                 *string `json:"Custom1"`
	Custom2                 *string `json:"Custom2"`
	Custom3                 *string `json:"Custom3"`
	Custom4                 *string `json:"Custom4"`
	Custom5                 *string `json:"Custom5"`
}

func printedLink(c *call, e *expense, g *guest) any {
	return entryAttendee{
		ID: g.linkID, URI: c.base + "/api/v3.0/expense/entryattendeeassociations/" + g.linkID, EntryID: e.v3ID, AttendeeID: g.v3ID,
		Amount: number(g.amount), AssociatedAttendeeCount: g.count,
	}
}

// listEntryAttendeesV3 answers Expense Entry Attendee v3 > List links: those of an
// entry, or of all entries of the person. Like the entry itself, the current
// approver sees those of an entry (inferred).
func listEntryAttendeesV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, true)
	if refusal != nil {
		return *refusal
	}
	type row struct {
		e *expense
		g *guest
	}
	var rows []row
	add := func(e *expense) {
		for _, g := range e.guests {
			rows = append(rows, row{e, g})
		}
	}
	if id := c.query.Get("entryID"); id != "" {
		r, e := st.entry(id)
		if e == nil {
			return refuseV3(c, http.StatusBadRequest, "entryID is not the id of an entry")
		}
		if refusal := st.refuseEntriesOf(c, r, whose); refusal != nil {
			return *refusal
		}
		add(e)
		return pageV3(c, rows, func(l row) any { return printedLink(c, l.e, l.g) })
	}
	for _, r := range st.reports {
		if !whose.include(r.ownerID) {
			continue
		}
		for _, e := range r.expenses {
			add(e)
		}
	}
	return pageV3(c, rows, func(l row) any { return printedLink(c, l.e, l.g) })
}

// getEntryAttendeeV3 answers Expense Entry Attendee v3 > Get a link.
func getEntryAttendeeV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	for _, r := range st.reports {
		for _, e := range r.expenses {
			for _, g := range e.guests {
				if g.linkID != c.path["id"] {
					continue
				}
				if refusal := st.refuseEntriesOf(c, r, whose); refusal != nil {
					return *refusal
				}
				return ok(printedLink(c, e, g))
			}
		}
	}
	return refuseV3(c, http.StatusNotFound, "The link was not found")
}
