import './styles/index.css'
import { render } from 'preact'
import { start } from './client/store.js'
import { Page } from './views/page.js'

const root = document.getElementById('page')
if (root === null) throw new Error('index.html has no element "page"')
start()
render(<Page />, root)
