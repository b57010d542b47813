package uploads

import (
	"embed"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

//go:embed pages/*.html
var pages embed.FS

// cookieName names the cookie that a form has to come back with.
const cookieName = "concur-mcp-upload"

// Handler serves the page. Whoever mounts it lets only known hosts in (web.Hosts), and
// no body stand still or come in for ever: a phone that left its network sends no
// farewell, and would keep the place of its file.
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /upload/{secret}", s.show)
	mux.HandleFunc("POST /upload/{secret}", s.receive)
	return web.SameOrigin(mux)
}

// form is what the page shows.
type form struct {
	Who, About, Token string
	// Accept are the media types for the browser's file dialogue, Kinds the same for people.
	Accept, Kinds string
	// Megabytes is the largest size.
	Megabytes int64
	// Minutes are left of the link.
	Minutes int
	// Wrong says what was wrong with the last file; empty the first time.
	Wrong, Next string
}

// show is the link as it is opened, by its person or by a chat program that makes a
// preview: it changes nothing.
func (s *Service) show(w http.ResponseWriter, r *http.Request) {
	id, u, err := s.open(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	browser := web.CookieValue(r, s.Base(), cookieName)
	if browser == "" {
		browser = web.Secret()
	}
	s.ask(w, r, http.StatusOK, browser, id, u, nil)
}

// ask sends the form, with what was wrong with the last file if something was.
func (s *Service) ask(w http.ResponseWriter, r *http.Request, status int, browser, id string, u upload, wrong *wrongFile) {
	http.SetCookie(w, web.Cookie(s.Base(), cookieName, browser, keptFor))
	page := form{
		Who: u.Who, About: u.About, Token: formToken(browser, id), Accept: strings.Join(u.MediaTypes, ","), Kinds: kinds(u.MediaTypes),
		Megabytes: u.Bytes >> 20, Minutes: max(1, int(u.Opens.Sub(s.Now()).Round(time.Minute).Minutes())),
	}
	if wrong != nil {
		page.Wrong, page.Next = wrong.What, wrong.Next
	}
	s.write(w, r, status, "upload.html", "Hand over a receipt", page)
}

func formToken(browser, id string) string { return web.FormToken(browser, "upload "+id) }

// open finds the upload of a link that still takes a file. It fails with a failure, or
// as the store does.
func (s *Service) open(r *http.Request) (id string, u upload, err error) {
	id = web.Digest(r.PathValue("secret"))
	ticket, err := s.Store.Ticket(r.Context(), id)
	if err == nil {
		u, err = s.upload(ticket)
	}
	if err != nil {
		return "", upload{}, err
	}
	return id, u, s.mayReceive(u)
}

func (s *Service) mayReceive(u upload) error {
	switch {
	case u.Name != "":
		return usedLink()
	case !s.Now().Before(u.Opens):
		return expiredLink()
	default:
		return nil
	}
}

// fail sends what went wrong as a page.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error) {
	why, known := errors.AsType[web.Failure](err)
	switch {
	case known:
	case errors.Is(err, tokenstore.ErrNotFound):
		why = unknownLink()
	default:
		s.Logger.ErrorContext(r.Context(), "an upload cannot be read or written", "error", err)
		why = storeUnreachable()
	}
	web.WriteFailure(w, why)
}

func (s *Service) write(w http.ResponseWriter, r *http.Request, status int, name, title string, view any) {
	body, err := template.ParseFS(pages, "pages/"+name)
	if err != nil {
		s.Logger.ErrorContext(r.Context(), "a page of the program is broken", "page", name, "error", err)
		http.Error(w, "This page is broken.", http.StatusInternalServerError)
		return
	}
	web.Write(w, status, web.Page{Title: title, Body: body, View: view})
}

// kinds names media types to people: PDF, PNG or JPEG.
func kinds(mediaTypes []string) string {
	names := make([]string, len(mediaTypes))
	for i, mediaType := range mediaTypes {
		_, kind, _ := strings.Cut(mediaType, "/")
		names[i] = strings.ToUpper(kind)
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
