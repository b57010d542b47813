package simulator

import (
	"net/http"
	"slices"
)

type outboxView struct {
	Head  head
	Mails []Mail
}

// outboxPage shows the mails with their links: it is the mailbox of everybody.
func (s *Simulator) outboxPage() reply {
	mails := slices.Clone(s.signIns.outbox)
	slices.Reverse(mails)
	return page(http.StatusOK, "outbox.html", outboxView{head{Title: "Outbox", Refresh: refreshEvery}, mails}, "")
}
