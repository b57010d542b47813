package uploads

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

const (
	// tokenBytes is more than the token of a form has.
	tokenBytes = 1 << 10
	// mostRead of a request, in bytes: a file that is too large is still read to its
	// end, so that the browser shows why it was not taken.
	mostRead = 200 << 20
)

// receive takes the file of a form.
func (s *Service) receive(w http.ResponseWriter, r *http.Request) {
	id, u, err := s.open(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	browser := web.CookieValue(r, s.Base(), cookieName)
	r.Body = http.MaxBytesReader(w, r.Body, mostRead)
	name, err := s.arrive(r, browser, id, u)
	if err == nil {
		s.write(w, r, http.StatusOK, "received.html", "Thank you", received{Who: u.Who, About: u.About, Name: name})
		return
	}
	// A browser shows an answer only once it has sent everything.
	_, _ = io.Copy(io.Discard, r.Body)
	if wrong, ok := errors.AsType[*wrongFile](err); ok {
		s.ask(w, r, http.StatusUnprocessableEntity, browser, id, u, wrong)
		return
	}
	s.fail(w, r, err)
}

// received is what the last page shows.
type received struct{ Who, About, Name string }

// arrive reads the form, first its token, then its file, and keeps the file. It fails
// with a failure, a *wrongFile or as the store does.
func (s *Service) arrive(r *http.Request, browser, id string, u upload) (name string, err error) {
	form, err := r.MultipartReader()
	if err != nil {
		return "", staleForm()
	}
	token, err := form.NextPart()
	if err != nil || token.FormName() != "token" || !fits(token, browser, id) {
		return "", staleForm()
	}
	part, err := form.NextPart()
	if err != nil || part.FormName() != "file" {
		return "", staleForm()
	}
	leave, err := s.arrivals.enter(r.Context(), u.principal)
	if err != nil {
		return "", err
	}
	defer leave()
	// One byte more than may come shows that it is too much.
	content, err := io.ReadAll(io.LimitReader(part, u.Bytes+1))
	if err != nil {
		return "", brokenOff()
	}
	name = baseName(part.FileName())
	return name, s.keep(r.Context(), id, name, content)
}

func fits(token io.Reader, browser, id string) bool {
	given, err := io.ReadAll(io.LimitReader(token, tokenBytes))
	return err == nil && web.FormTokenFits(string(given), browser, "upload "+id)
}

// wrongFile is a file that does not come in; another may.
type wrongFile struct{ What, Next string }

func (w *wrongFile) Error() string { return w.What }

// check looks what a file really is and names its media type. It fails with *wrongFile.
func check(name string, content []byte, u upload) (mediaType string, err error) {
	mediaType = files.MediaTypeOf(content)
	switch {
	case len(content) == 0:
		return "", &wrongFile{"There was no file", "Choose one."}
	case int64(len(content)) > u.Bytes:
		return "", &wrongFile{
			fmt.Sprintf("%s is too large", name),
			fmt.Sprintf("At most %d MB come in. Send a smaller photo, or a PDF of lower quality.", u.Bytes>>20),
		}
	case !slices.Contains(u.MediaTypes, mediaType):
		return "", &wrongFile{fmt.Sprintf("%s is not one of the kinds of files that come in", name), "Send a " + kinds(u.MediaTypes) + "."}
	default:
		return mediaType, nil
	}
}

// keep writes the file down, unless another came first. It fails with a failure, a
// *wrongFile or as the store does.
func (s *Service) keep(ctx context.Context, id, name string, content []byte) error {
	_, err := s.Store.UpdateTicket(ctx, id, func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
		u, err := s.upload(old)
		if err != nil {
			return old, err
		}
		if err := s.mayReceive(u); err != nil {
			return old, err
		}
		if u.MediaType, err = check(name, content, u); err != nil {
			return old, err
		}
		u.Name, u.content = name, content
		old.Body, err = u.body()
		return old, err
	})
	return err
}

const (
	// longestName in characters is enough to know a file by.
	longestName = 80
	// longestText in characters is enough to know a receipt by.
	longestText = 300
)

// baseName is the name of a file as the browser gave it, fit to be shown.
func baseName(given string) string {
	name := shown(path.Base(strings.ReplaceAll(given, `\`, "/")), longestName)
	if name == "" || name == "." || name == "/" {
		return "the file"
	}
	return name
}

// shown makes a text from outside fit for a line: short, and without what turns or
// breaks it.
func shown(text string, longest int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
