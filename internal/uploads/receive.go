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
	"time"
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
	// receivePatience bounds how long one file comes in.
	receivePatience = 3 * time.Minute
)

// receive takes the file of a form.
func (s *Service) receive(w http.ResponseWriter, r *http.Request) {
	id, u, err := s.open(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	select {
	case s.receiving <- struct{}{}:
		defer func() { <-s.receiving }()
	case <-r.Context().Done():
		return
	}
	browser := web.CookieValue(r, s.Base(), cookieName)
	// A server whose connections allow no deadline is one of a test.
	_ = http.NewResponseController(w).SetReadDeadline(s.Now().Add(receivePatience))
	r.Body = http.MaxBytesReader(w, r.Body, mostRead)
	name, content, err := fileOf(r, browser, id, u.Bytes)
	if err == nil {
		err = s.keep(r.Context(), id, name, content)
	}
	if wrong, ok := errors.AsType[*wrongFile](err); ok {
		// A browser shows an answer only once it has sent everything.
		_, _ = io.Copy(io.Discard, r.Body)
		s.ask(w, r, http.StatusUnprocessableEntity, browser, id, u, wrong)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, http.StatusOK, "received.html", "Thank you", received{Who: u.Who, About: u.About, Name: name})
}

// received is what the last page shows.
type received struct{ Who, About, Name string }

// fileOf reads the form: first its token, then its file. It fails with a failure.
func fileOf(r *http.Request, browser, id string, most int64) (name string, content []byte, err error) {
	form, err := r.MultipartReader()
	if err != nil {
		return "", nil, staleForm()
	}
	token, err := form.NextPart()
	if err != nil || token.FormName() != "token" || !fits(token, browser, id) {
		return "", nil, staleForm()
	}
	part, err := form.NextPart()
	if err != nil || part.FormName() != "file" {
		return "", nil, staleForm()
	}
	// One byte more than may come shows that it is too much.
	content, err = io.ReadAll(io.LimitReader(part, most+1))
	if err != nil {
		return "", nil, brokenOff()
	}
	return baseName(part.FileName()), content, nil
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

// longestName in characters is enough to know a file by.
const longestName = 80

// baseName is the name of a file as the browser gave it, fit to be shown.
func baseName(given string) string {
	name := path.Base(strings.ReplaceAll(given, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if runes := []rune(name); len(runes) > longestName {
		name = string(runes[:longestName]) + "…"
	}
	if name == "" || name == "." || name == "/" {
		return "the file"
	}
	return name
}
