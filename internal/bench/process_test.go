package bench

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

const (
	sayHello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",` +
		`"capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`
	listTools = `{"jsonrpc":"2.0","id":2,"method":"tools/list"}
`
)

// BenchmarkSpawn measures from starting the process to the answer to tools/list
// over stdio, in turns with a bare server that has as many tools. The medians of
// the run are compared; x-bare is their ratio.
func BenchmarkSpawn(b *testing.B) {
	bin := build(b)
	count := strconv.Itoa(len(catalog.Tools(catalog.Deps{})))
	commands := [2][]string{{bin.bare, "stdio", count}, {bin.ours, "stdio"}}
	// The settings of a person; nothing is sent before the first call of a tool.
	connected := []string{"CONCUR_MCP_CLIENT_ID=bench", "CONCUR_MCP_CLIENT_SECRET=bench", "CONCUR_MCP_REFRESH_TOKEN=bench"}
	var took [2][]time.Duration
	for b.Loop() {
		for i, command := range commands {
			begin := time.Now()
			p := start(b, connected, command...)
			p.ask(b, sayHello+listTools, 2)
			took[i] = append(took[i], time.Since(begin))
			p.stop(b)
		}
	}
	bare, ours := median(took[0]), median(took[1])
	b.ReportMetric(float64(bare.Microseconds())/1000, "bare-ms")
	b.ReportMetric(float64(ours.Microseconds())/1000, "ours-ms")
	b.ReportMetric(float64(ours)/float64(bare), "x-bare")
}

// BenchmarkReceipt measures by how much the peak memory of the process grows when
// it attaches a receipt of 5 MB that is given by its path. It reads the peak from
// /proc, so it runs on Linux.
func BenchmarkReceipt(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("the peak memory of a process is read from /proc")
	}
	const size = 5 << 20
	bin := build(b)
	folder := b.TempDir()
	receipt := append([]byte("%PDF-1.7\n"), make([]byte, size)...)
	if err := os.WriteFile(filepath.Join(folder, "receipt.pdf"), receipt, 0o600); err != nil {
		b.Fatal(err)
	}
	sim, err := simulator.New(simulator.Options{})
	if err != nil {
		b.Fatal(err)
	}
	concur := httptest.NewServer(sim)
	b.Cleanup(concur.Close)
	environment := []string{
		"CONCUR_MCP_CONCUR_URL=" + concur.URL, "CONCUR_MCP_CLIENT_ID=" + simulator.ClientID,
		"CONCUR_MCP_CLIENT_SECRET=" + simulator.ClientSecret, "CONCUR_MCP_FILES=" + folder,
		"CONCUR_MCP_REFRESH_TOKEN=" + sim.Connect("rita.alves@haldenreyes.example"),
	}
	var grown []time.Duration // kilobytes, for the median
	for b.Loop() {
		p := start(b, environment, bin.ours, "stdio")
		p.ask(b, sayHello+callTool(2, "create_report", `{"name":"Peak"}`), 2)
		report := p.reportID(b)
		p.ask(b, callTool(3, "get_report", fmt.Sprintf(`{"report_id":%q}`, report)), 3)
		before := p.peak(b)
		p.ask(b, callTool(4, "attach_receipt_to_expense", fmt.Sprintf(`{"report_id":%q,"file_path":"receipt.pdf"}`, report)), 4)
		grown = append(grown, time.Duration(p.peak(b)-before))
		p.stop(b)
	}
	kilobytes := float64(median(grown))
	b.ReportMetric(kilobytes, "peak-growth-kB")
	b.ReportMetric(kilobytes*1024/size, "x-file")
}

type binaries struct{ ours, bare string }

func build(b *testing.B) binaries {
	b.Helper()
	folder := b.TempDir()
	bin := binaries{ours: filepath.Join(folder, "concur-mcp"), bare: filepath.Join(folder, "bareserver")}
	for target, pkg := range map[string]string{
		bin.ours: "github.com/concur-mcp/concur-mcp/cmd/concur-mcp", bin.bare: "github.com/concur-mcp/concur-mcp/internal/bench/bareserver",
	} {
		output, err := exec.CommandContext(b.Context(), "go", "build", "-ldflags=-s -w", "-o", target, pkg).CombinedOutput()
		if err != nil {
			b.Fatalf("%v\n%s", err, output)
		}
	}
	return bin
}

// process is a server that is spoken to over its standard input and output.
type process struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	last    json.RawMessage
}

func start(b *testing.B, environment []string, command ...string) *process {
	b.Helper()
	p := &process{command: exec.CommandContext(b.Context(), command[0], command[1:]...)}
	p.command.Env = append(os.Environ(), environment...)
	var err error
	if p.in, err = p.command.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	p.out = bufio.NewReader(out)
	if err := p.command.Start(); err != nil {
		b.Fatal(err)
	}
	return p
}

// ask sends lines and reads until the answer with an id has come.
func (p *process) ask(b *testing.B, lines string, id int) {
	b.Helper()
	if _, err := io.WriteString(p.in, lines); err != nil {
		b.Fatal(err)
	}
	for {
		line, err := p.out.ReadBytes('\n')
		if err != nil {
			b.Fatal(err)
		}
		var answer struct {
			ID     int             `json:"id"`
			Result json.RawMessage `json:"result"`
		}
		if json.Unmarshal(line, &answer) != nil || answer.ID != id {
			continue
		}
		if answer.Result == nil || strings.Contains(string(answer.Result), `"isError":true`) {
			b.Fatalf("the call failed: %s", line)
		}
		p.last = answer.Result
		return
	}
}

func (p *process) reportID(b *testing.B) string {
	b.Helper()
	var result struct {
		Structured struct {
			ReportID string `json:"report_id"`
		} `json:"structuredContent"`
	}
	if err := json.Unmarshal(p.last, &result); err != nil {
		b.Fatal(err)
	}
	return result.Structured.ReportID
}

// peak is the largest resident memory that the process has had, in kilobytes.
func (p *process) peak(b *testing.B) int {
	b.Helper()
	return p.memory(b, "VmHWM:")
}

// memory is a figure of /proc/PID/status, in kilobytes.
func (p *process) memory(b *testing.B, figure string) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), figure)
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return kilobytes
}

func (p *process) stop(b *testing.B) {
	b.Helper()
	err := errors.Join(p.in.Close(), p.command.Wait())
	if err != nil {
		b.Fatal(err)
	}
}

func callTool(id int, name, arguments string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":%q,"arguments":%s}}`+"\n", id, name, arguments)
}

func median(durations []time.Duration) time.Duration {
	slices.Sort(durations)
	return durations[len(durations)/2]
}
