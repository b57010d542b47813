package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type readAttendee struct {
	ID, AttendeeTypeCode, FirstName, LastName, Company, ExternalID, OwnerLoginID string
	VersionNumber                                                                int
	Custom2                                                                      *customFieldV3
	Custom25                                                                     *customFieldV3
}

type attendeePage struct {
	Items    []readAttendee
	NextPage string
}

func (s *scene) attendees(login, query string) attendeePage {
	s.t.Helper()
	answer := s.get(login, attendeesPath+query)
	require.Equal(s.t, http.StatusOK, answer.status, answer.body)
	var page attendeePage
	answer.into(s.t, &page)
	return page
}

func TestAttendeesAreTheOwnAndTheSharedOnes(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var names []string
	owners := map[string]bool{}
	for _, a := range s.attendees(rita, "?limit=100").Items {
		names = append(names, strings.TrimSpace(a.FirstName+" "+a.LastName+", "+a.Company))
		owners[a.OwnerLoginID] = true
	}
	assert.Contains(t, names, "Marta Silva, Sensotec Porto")
	assert.Contains(t, names, "Marta Silva, Universidade do Porto", "a name may belong to two")
	assert.Contains(t, names, "No Shows,", "the row of those who did not come is among them")
	assert.NotContains(t, names, "Giulia Conti, Officina Conti", "she is Luca's")
	assert.Equal(t, map[string]bool{"ConcurSystem": true, rita: true}, owners)
	assert.Contains(t, fmt.Sprint(s.attendees(ada, "?limit=100&user="+url.QueryEscape(luca)).Items), "Conti")
	assert.Equal(t, "403", s.get(rita, attendeesPath+"?user="+url.QueryEscape(luca)).outcome(t))
	assert.Equal(t, "400", s.get(ada, attendeesPath+"?user=ALL").outcome(t), "there is no list of everybody's")
}

func TestAttendeesArePagedAndFiltered(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	first := s.attendees(rita, "?limit=10")
	assert.Len(t, first.Items, 10)
	require.NotEmpty(t, first.NextPage)
	_, query, _ := strings.Cut(first.NextPage, "?")
	second := s.attendees(rita, "?"+query)
	assert.NotEqual(t, first.Items[0].ID, second.Items[0].ID)

	found := s.attendees(rita, "?externalID=crm-20931,crm-20589")
	assert.Len(t, found.Items, 2)
	kind := s.state.attendeeType("BUSGUEST")
	for _, a := range s.attendees(rita, "?attendeeTypeID="+url.QueryEscape(kind.v3ID)).Items {
		assert.Equal(t, "BUSGUEST", a.AttendeeTypeCode)
	}
	for _, query := range []string{"?attendeeTypeID=BUSGUEST", "?attendeeTypeID=x", "?externalID=1,2,3,4,5,6,7,8,9,10,11", "?limit=0"} {
		assert.Equal(t, "400", s.get(rita, attendeesPath+query).outcome(t), query)
	}
}

func TestAttendeesAreMadeChangedAndDeleted(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	guestType := s.state.attendeeType("BUSGUEST").v3ID
	body := fmt.Sprintf(`{"AttendeeTypeID": %q, "FirstName": "Pedro", "LastName": "Nunes", "Company": "Sensotec Porto", "Custom2": "Lunch"}`,
		guestType)
	answer := s.do(rita, http.MethodPost, attendeesPath, body)
	require.Equal(t, "200", answer.outcome(t), answer.body)
	var made createdV3
	answer.into(t, &made)
	assert.Contains(t, made.URI, made.ID)
	path := attendeesPath + "/" + strings.ReplaceAll(made.ID, "$", "%24")
	read := func() readAttendee {
		var a readAttendee
		s.get(rita, path).into(t, &a)
		return a
	}
	assert.Equal(t, rita, read().OwnerLoginID, "the type is private")
	assert.Equal(t, "Lunch", read().Custom2.Value)
	assert.Nil(t, read().Custom25)
	assert.Equal(t, "404", s.get(luca, path).outcome(t))
	assert.Equal(t, "200", s.do(rita, http.MethodPost, attendeesPath, body).outcome(t), "nothing keeps a person from being made twice")

	require.Equal(t, "204", s.do(rita, http.MethodPut, path, `{"Company": "", "Title": "Buyer", "Custom2": ""}`).outcome(t))
	assert.Equal(t, "Pedro", read().FirstName, "what is not given stays")
	assert.Empty(t, read().Company)
	assert.Nil(t, read().Custom2)
	assert.Equal(t, 2, read().VersionNumber)
	require.Equal(t, "204", s.do(rita, http.MethodDelete, path, "").outcome(t))
	assert.Equal(t, "404", s.get(rita, path).outcome(t))
}

func TestWritesOfAttendeesAreRefused(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	kind := func(code string) string { return s.state.attendeeType(code).v3ID }
	path := func(a *attendee) string { return attendeesPath + "/" + strings.ReplaceAll(a.v3ID, "$", "%24") }
	own := s.customer("Pinto")
	for name, c := range map[string]struct{ login, method, path, body, want string }{
		"without a type":        {rita, http.MethodPost, attendeesPath, `{"LastName": "x"}`, "400"},
		"of a type by its code": {rita, http.MethodPost, attendeesPath, `{"AttendeeTypeID": "BUSGUEST"}`, "400"},
		"of the no-shows":       {rita, http.MethodPost, attendeesPath, fmt.Sprintf(`{"AttendeeTypeID": %q}`, kind("NOSHOWS")), "400"},
		"of an employee":        {rita, http.MethodPost, attendeesPath, fmt.Sprintf(`{"AttendeeTypeID": %q}`, kind("SYSEMP")), "400"},
		"with a long name": {
			rita, http.MethodPost, attendeesPath,
			fmt.Sprintf(`{"AttendeeTypeID": %q, "FirstName": %q}`, kind("BUSGUEST"), strings.Repeat("x", 51)), "400",
		},
		"with a long custom":      {rita, http.MethodPut, path(own), fmt.Sprintf(`{"Custom21": %q}`, strings.Repeat("x", 49)), "400"},
		"with a custom number":    {rita, http.MethodPut, path(own), `{"Custom1": 3}`, "400"},
		"that is no attendee":     {rita, http.MethodPut, path(own), `[]`, "400"},
		"to another type":         {rita, http.MethodPut, path(own), fmt.Sprintf(`{"AttendeeTypeID": %q}`, kind("SPOUSE")), "400"},
		"on an employee":          {rita, http.MethodPut, path(s.customer("Ferri")), `{"Title": "x"}`, "400"},
		"on the no-shows":         {rita, http.MethodPut, path(s.customer("No Shows")), `{"Title": "x"}`, "400"},
		"on somebody else's":      {luca, http.MethodPut, path(own), `{"Title": "x"}`, "404"},
		"that remove an employee": {rita, http.MethodDelete, path(s.customer("Ferri")), "", "400"},
		"that remove a guest":     {rita, http.MethodDelete, path(s.customer("Prado")), "", "400"},
		"by the company":          {office, http.MethodDelete, path(own), "", "403"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			assert.Equal(t, c.want, s.do(c.login, c.method, c.path, c.body).outcome(t))
		})
	}
}

func TestAttendeeTypesOfConcurItselfAreNotListed(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var page struct{ Items []attendeeTypePrinted }
	s.get(rita, "/api/v3.0/expense/attendeetypes").into(t, &page)
	var codes []string
	for _, item := range page.Items {
		codes = append(codes, item.Code)
		assert.NotEmpty(t, item.ID)
	}
	assert.Equal(t, []string{"BUSGUEST", "CUSTOMER", "SPOUSE"}, codes)
}

func TestLinksOfEntriesAreTheSameAsTheAttendeesOfV4(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Madrid trade evening")
	e := r.expenses[0]
	const links = "/api/v3.0/expense/entryattendeeassociations"
	var page struct{ Items []entryLink }
	s.get(rita, links+"?entryID="+url.QueryEscape(e.v3ID)).into(t, &page)
	require.Len(t, page.Items, len(e.guests))
	for i, link := range page.Items {
		assert.Equal(t, e.guests[i].v3ID, link.AttendeeID)
		assert.Equal(t, e.v3ID, link.EntryID)
		assert.Equal(t, e.guests[i].count, link.AssociatedAttendeeCount)
	}
	var one entryLink
	s.get(rita, links+"/"+strings.ReplaceAll(page.Items[0].ID, "$", "%24")).into(t, &one)
	assert.Equal(t, page.Items[0], one)
	page.Items = nil
	s.get(rita, links+"?limit=100").into(t, &page)
	assert.Greater(t, len(page.Items), len(e.guests), "without an entry, those of all own entries")
	waiting := s.report("Munich calibration audit")
	waiting.expenses[0].guests = e.guests
	assert.Equal(t, "200", s.get(tom, links+"?entryID="+url.QueryEscape(waiting.expenses[0].v3ID)).outcome(t), "the approver sees them")
	for login, of := range map[string]*expense{luca: e, tom: s.report("Paris onsite").expenses[3]} {
		assert.Equal(t, "403", s.get(login, links+"?entryID="+url.QueryEscape(of.v3ID)).outcome(t), login)
	}
	assert.Equal(t, "400", s.get(rita, links+"?entryID=x").outcome(t))
	assert.Equal(t, "404", s.get(rita, links+"/x").outcome(t))
	assert.Equal(t, "403", s.get(luca, links+"/"+strings.ReplaceAll(one.ID, "$", "%24")).outcome(t))
}

type entryLink struct {
	ID, EntryID, AttendeeID string
	AssociatedAttendeeCount int
}
