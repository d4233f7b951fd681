-- Run by Neovim itself: opens a register with the server attached, and does what an author does. One line a step, and
-- an exit code. `nvim --headless --clean -l` is newer than 0.7, hence `-S`.
local folder = vim.env.ISMS_FOLDER
local server = vim.env.ISMS_SERVER
local file = folder .. '/suppliers.yaml'

local function fail(what, ...)
  io.stdout:write('not ok - ' .. what .. '\n')
  for _, more in ipairs({ ... }) do
    io.stdout:write('  ' .. vim.inspect(more):gsub('\n', '\n  ') .. '\n')
  end
  vim.cmd('cquit 1')
end

local function ok(what)
  io.stdout:write('ok - ' .. what .. '\n')
end

-- Waits for what the server sends; nothing here sleeps for a fixed time.
local function wait(what, look)
  local result
  if not vim.wait(20000, function()
    result = look()
    return result
  end, 50) then
    fail(what .. ': not within 20 seconds')
  end
  return result
end

local function lines()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
    found[lsp.code or diagnostic.code or '?'] = diagnostic
  end
  return found
end

-- Asks the server as Neovim's own commands do, and gives the answer.
local function ask(method, params)
  local answers, why = vim.lsp.buf_request_sync(0, method, params, 20000)
  if not answers then
    fail(method, why)
  end
  for _, answer in pairs(answers) do
    if answer.err then
      fail(method, answer.err)
    end
    return answer.result
  end
  fail(method .. ': no answer')
end

local function cursor(pattern)
  vim.fn.cursor(1, 1)
  if vim.fn.search('\\V' .. pattern, 'cW') == 0 then
    fail('there is no ' .. pattern)
  end
  return vim.lsp.util.make_position_params(0, 'utf-16')
end

local client = vim.lsp.start_client({
  name = 'isms',
  cmd = vim.split(server, '\t'),
  root_dir = folder,
  cmd_env = { ISMS_AS_OF = '2026-11-21' },
})
if not client then
  fail('the server does not start')
end
-- Every YAML file, as people set it up: those that a rename reaches, too.
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'yaml',
  callback = function(event)
    vim.lsp.buf_attach_client(event.buf, client)
  end,
})
vim.cmd('edit ' .. vim.fn.fnameescape(file))

-- Diagnostics
wait('diagnostics', function()
  return codes()['supplier/dpa-missing'] and codes()['place/unknown']
end)
ok('diagnostics')

-- Completion, of a key that is half typed
vim.fn.append(vim.fn.line('$'), '    crit')
vim.fn.cursor(vim.fn.line('$'), 8)
local params = vim.lsp.util.make_position_params(0, 'utf-16')
params.position.character = 8
local completion = ask('textDocument/completion', params)
local items = completion.items or completion
local labels = vim.tbl_map(function(item)
  return item.label
end, items)
if not vim.tbl_contains(labels, 'criticality') then
  fail('completion offers no criticality', labels)
end
vim.fn.deletebufline('%', vim.fn.line('$'))
ok('completion')

-- Hover
local hover = ask('textDocument/hover', cursor('hetzner:fsn1'))
local text = hover and table.concat(vim.lsp.util.convert_input_to_markdown_lines(hover.contents), '\n') or ''
if not text:find('Germany') then
  fail('hover says nothing of Germany', hover)
end
ok('hover')

-- A fix, the preferred one, applied as Neovim applies it
local function fix(pattern, title)
  local at = cursor(pattern)
  local actions = ask('textDocument/codeAction', {
    textDocument = at.textDocument,
    range = { start = at.position, ['end'] = at.position },
    context = { diagnostics = {} },
  })
  for _, action in ipairs(actions or {}) do
    if action.title == title then
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
      return
    end
  end
  fail('there is no ' .. title, actions)
end
fix('UK', 'Change to GB')
if not lines():find('GB', 1, true) or lines():find('UK', 1, true) then
  fail('the fix did not arrive', lines())
end
wait('the finding goes', function()
  return not codes()['place/unknown']
end)
ok('fix')

-- Blanks stay flagged
fix('first', 'Add dpa with its keys to fill in')
wait('the blank is flagged', function()
  return codes()['supplier/dpa-unsigned'] and not codes()['supplier/dpa-missing']
end)
ok('skeleton')

-- Rename of a role, across files
local at = cursor('ciso')
at.newName = 'security-lead'
vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', at), 'utf-16')
if lines():find('owner: ciso', 1, true) or not lines():find('owner: security-lead', 1, true) then
  fail('the rename did not reach the register', lines())
end
vim.cmd('silent wall')
local settings = table.concat(vim.fn.readfile(folder .. '/isms.yaml'), '\n')
if not settings:find('security-lead:', 1, true) then
  fail('the rename did not reach isms.yaml', settings)
end
ok('rename')

-- Definition, in the other file that the rename has reached
wait('the definition of the new name', function()
  local place = ask('textDocument/definition', cursor('security-lead'))
  return place[1] and place[1].uri:find('isms.yaml', 1, true) and not codes()['reference/unknown']
end)
ok('definition')

vim.lsp.stop_client(client)
vim.cmd('qall!')
